using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>
/// Reads manifests and indexes. Unknown fields are ignored; what could be read in two ways (duplicate keys, an index that is
/// a manifest as well, CVE-2021-41190) is refused.
/// </summary>
internal static class ManifestReader
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 32,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    public static Manifest Read(ReadOnlyMemory<byte> content, Digest digest, string? contentType)
    {
        try
        {
            using var document = JsonDocument.Parse(content, Strict);
            return Read(document.RootElement, content, digest, contentType);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new RegistryContentException(
                $"the manifest {digest} is malformed: {Shown.Short(e.Message, 160)}", RegistryContentProblem.Malformed, e);
        }
    }

    private static Manifest Read(JsonElement root, ReadOnlyMemory<byte> content, Digest digest, string? contentType)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new FormatException("it is not a JSON object");
        if (!root.TryGetProperty("schemaVersion", out var version) || version.GetInt32() != 2)
            throw new FormatException("its schemaVersion is not 2");
        var isIndex = root.TryGetProperty("manifests", out var manifests);
        var isManifest = root.TryGetProperty("layers", out var layers) | root.TryGetProperty("config", out var configuration);
        if (isIndex && isManifest) throw new FormatException("it is a manifest and an index at once");
        if (!isIndex && !isManifest) throw new FormatException("it has neither layers nor manifests");

        var type = Text(root, "mediaType") ?? Known(contentType) ?? (isIndex ? MediaTypes.OciIndex : MediaTypes.OciManifest);
        if (isIndex != type is MediaTypes.OciIndex or MediaTypes.DockerManifestList)
            throw new FormatException($"its mediaType '{Shown.Short(type)}' does not fit its content");
        var config = isManifest ? Descriptor(configuration, "config") : null;
        return new Manifest(new Descriptor(type, digest, content.Length), content)
        {
            Config = config,
            ArtifactType = Text(root, "artifactType") ?? config?.MediaType,
            Layers = isManifest ? Descriptors(layers, "layers") : [],
            Manifests = isIndex ? Descriptors(manifests, "manifests") : [],
            Subject = root.TryGetProperty("subject", out var subject) && subject.ValueKind != JsonValueKind.Null
                ? Descriptor(subject, "subject") : null,
            Annotations = Annotations(root),
        };
    }

    private static string? Known(string? contentType) =>
        contentType is MediaTypes.OciIndex or MediaTypes.OciManifest or MediaTypes.DockerManifest or MediaTypes.DockerManifestList
            ? contentType : null;

    private static List<Descriptor> Descriptors(JsonElement array, string field)
    {
        if (array.ValueKind == JsonValueKind.Undefined) throw new FormatException($"its {field} are missing");
        if (array.ValueKind == JsonValueKind.Null) return [];
        var list = new List<Descriptor>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray()) list.Add(Descriptor(element, field));
        return list;
    }

    private static Descriptor Descriptor(JsonElement element, string field)
    {
        if (element.ValueKind != JsonValueKind.Object) throw new FormatException($"its {field} is not a descriptor");
        if (!Digest.TryParse(Text(element, "digest"), out var digest, out var error)) throw new FormatException($"in its {field}, {error}");
        var size = element.TryGetProperty("size", out var number) ? number.GetInt64() : -1;
        if (size < 0) throw new FormatException($"its {field} has a descriptor without a size");
        var type = Text(element, "mediaType") ?? throw new FormatException($"its {field} has a descriptor without a mediaType");
        return new Descriptor(type, digest, size)
        {
            ArtifactType = Text(element, "artifactType"),
            Annotations = Annotations(element),
        };
    }

    private static string? Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out var value) && value.GetString() is { Length: > 0 } text ? text : null;

    private static IReadOnlyDictionary<string, string> Annotations(JsonElement element)
    {
        if (!element.TryGetProperty("annotations", out var values) || values.ValueKind == JsonValueKind.Null) return Empty.Annotations;
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in values.EnumerateObject()) annotations[property.Name] = property.Value.GetString() ?? string.Empty;
        return annotations;
    }
}
