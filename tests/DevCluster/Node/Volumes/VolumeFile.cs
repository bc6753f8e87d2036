namespace SegmentOperator.DevCluster.Node.Volumes;

/// <summary>A file to be written into a volume: its relative path, content and permission bits.</summary>
internal sealed record VolumeFile(string Path, byte[] Content, int Mode);
