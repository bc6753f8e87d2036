using System.IO.Compression;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>Builds packages: one zip layer, an empty configuration.</summary>
public static class PackageArtifact
{
    /// <summary>The manifest's artifactType.</summary>
    public const string ArtifactType = "application/vnd.segment-operator.package.v1+json";

    /// <summary>The layer's media type.</summary>
    public const string LayerType = "application/vnd.segment-operator.salesforce.metadata.v1+zip";

    // Equal files make an equal zip, so that a package's digest can be compared.
    private static readonly DateTimeOffset FileTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A package of these files.</summary>
    public static BuiltArtifact Build(IEnumerable<PackageFile> files, IReadOnlyDictionary<string, string>? annotations = null) =>
        FromZip(Zip(files), annotations);

    /// <summary>A package of a finished zip, which need not be a good one.</summary>
    public static BuiltArtifact FromZip(byte[] zip, IReadOnlyDictionary<string, string>? annotations = null) =>
        BuiltArtifact.Create(ArtifactType, [new Blob(LayerType, zip)], subject: null, annotations);

    /// <summary>A zip of these files.</summary>
    public static byte[] Zip(IEnumerable<PackageFile> files)
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                entry.LastWriteTime = FileTime;
                using var stream = entry.Open();
                stream.Write(file.Content);
            }
        }

        return buffer.ToArray();
    }
}
