using System.Formats.Tar;
using System.IO.Compression;
using SegmentOperator.Oci;

namespace SegmentOperator.Signing;

/// <summary>Builds packages: one zip layer, an empty configuration.</summary>
public static class PackageArtifact
{
    /// <summary>The manifest's artifactType.</summary>
    public const string ArtifactType = "application/vnd.segment-operator.package.v1+json";

    /// <summary>The media type of a layer with a Metadata API zip.</summary>
    public const string LayerType = "application/vnd.segment-operator.salesforce.metadata.v1+zip";

    /// <summary>The media type of a layer with Kubernetes manifests.</summary>
    public const string ManifestsType = "application/vnd.segment-operator.kubernetes.manifests.v1.tar+gzip";

    // Equal files make an equal zip, so that a package's digest can be compared.
    private static readonly DateTimeOffset FileTime = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A package of these files.</summary>
    public static BuiltArtifact Build(IEnumerable<PackageFile> files, IReadOnlyDictionary<string, string>? annotations = null) =>
        FromZip(Zip(files), annotations);

    /// <summary>A package of a finished zip, which need not be a good one.</summary>
    public static BuiltArtifact FromZip(byte[] zip, IReadOnlyDictionary<string, string>? annotations = null) =>
        BuiltArtifact.Create(ArtifactType, [new Blob(LayerType, zip)], subject: null, annotations);

    /// <summary>A package of Kubernetes manifests.</summary>
    public static BuiltArtifact OfManifests(IEnumerable<PackageFile> files)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var file in files)
            {
                using var content = new MemoryStream(file.Content);
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file.Path) { ModificationTime = FileTime, DataStream = content });
            }
        }

        return BuiltArtifact.Create(ArtifactType, [new Blob(ManifestsType, buffer.ToArray())], subject: null, null);
    }

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
