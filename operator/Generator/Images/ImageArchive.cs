using System.Formats.Tar;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Generator.Images;

/// <summary>Writes an OCI image layout as one tar, which podman, skopeo and containerd load without a registry.</summary>
internal static class ImageArchive
{
    private const string User = "65532:65532";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Configuration = "application/vnd.oci.image.config.v1+json";
    private const string Layer = "application/vnd.oci.image.layer.v1.tar+gzip";

    public static void Write(ImageSpec spec)
    {
        var layers = spec.Roots.Select(root => ImageLayer.Of(root, spec.Created)).ToList();
        var configuration = Bytes(Config(spec, layers));
        var manifest = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = Manifest,
            ["config"] = Descriptor(Configuration, configuration),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Descriptor(Layer, layer.Content))]),
        });
        var described = Descriptor(Manifest, manifest);
        described["platform"] = new JsonObject { ["architecture"] = "amd64", ["os"] = "linux" };
        described["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = spec.Name, ["io.containerd.image.name"] = spec.Name };
        var index = Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.index.v1+json",
            ["manifests"] = new JsonArray(described),
        });

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(spec.File))!);
        using var file = File.Create(spec.File);
        using var tar = new TarWriter(file, TarEntryFormat.Ustar);
        Add(tar, spec.Created, "oci-layout", Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}"""));
        Add(tar, spec.Created, "index.json", index);
        foreach (var blob in layers.Select(layer => layer.Content).Append(configuration).Append(manifest))
            Add(tar, spec.Created, $"blobs/sha256/{ImageLayer.Digest(blob)["sha256:".Length..]}", blob);
    }

    private static JsonObject Config(ImageSpec spec, IEnumerable<ImageLayer> layers) => new()
    {
        ["created"] = spec.Created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["architecture"] = "amd64",
        ["os"] = "linux",
        ["config"] = new JsonObject
        {
            ["User"] = User,
            ["Entrypoint"] = new JsonArray(spec.Entrypoint),
            ["WorkingDir"] = "/",
            ["Env"] = new JsonArray("PATH=/usr/local/bin:/usr/bin:/bin", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt", "DOTNET_EnableDiagnostics=0"),
        },
        ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)layer.DiffId)]) },
    };

    private static JsonObject Descriptor(string mediaType, byte[] content) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = ImageLayer.Digest(content),
        ["size"] = content.Length,
    };

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private static void Add(TarWriter tar, DateTimeOffset time, string name, byte[] content) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { ModificationTime = time, DataStream = new MemoryStream(content) });
}
