using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SegmentOperator.RunContract;
using SegmentOperator.Runner.Packages;

namespace SegmentOperator.Runner.Targets.Kubernetes;

/// <summary>One object to apply.</summary>
/// <param name="ApiVersion">Group and version: <c>apps/v1</c>, or <c>v1</c>.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">Its namespace: its own, or the target's first.</param>
/// <param name="Name">Its name.</param>
/// <param name="Json">The object, with its namespace.</param>
/// <param name="File">The file that it came in.</param>
internal sealed partial record ManifestObject(string ApiVersion, string Kind, string Namespace, string Name, JsonObject Json, string File)
{
    private static readonly string[] First = ["ServiceAccount", "Role", "RoleBinding", "ConfigMap", "Secret", "PersistentVolumeClaim", "Service"];

    public static IReadOnlyList<ManifestObject> ReadAll(string path, RunLimits limits, IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        var objects = new List<ManifestObject>();
        foreach (var (file, text) in ManifestArchive.Read(path, limits, cancellationToken))
        {
            // JSON is YAML, and read by the same rules.
            foreach (var document in YamlReader.ReadAll(file, text))
                objects.AddRange(Unfold(document, file).Select(o => Check(o, file, namespaces)));
        }

        if (objects.Count == 0)
            throw new PackageUnsafeException("it has no object");
        if (objects.GroupBy(o => (o.ApiVersion, o.Kind, o.Namespace, o.Name)).FirstOrDefault(g => g.Count() > 1)?.Key is { } twice)
            throw new PackageUnsafeException($"{twice.Kind} {Text.Show(twice.Name)} occurs twice");
        // What others refer to comes first; otherwise the package's own order counts.
        return [.. objects.OrderBy(o => Array.IndexOf(First, o.Kind) is >= 0 and var rank ? rank : First.Length)];
    }

    private static IEnumerable<JsonObject> Unfold(JsonObject document, string file)
    {
        if (document["kind"]?.ToString() != "List")
            return [document];
        return document["items"] is JsonArray items
            ? items.Select(i => i as JsonObject ?? throw Wrong(file, "a List has an item that is no object"))
            : throw Wrong(file, "a List has no items");
    }

    private static ManifestObject Check(JsonObject source, string file, IReadOnlyList<string> namespaces)
    {
        var json = (JsonObject)source.DeepClone();
        var apiVersion = Str(json["apiVersion"]);
        var kind = Str(json["kind"]);
        var metadata = json["metadata"] as JsonObject;
        var name = Str(metadata?["name"]);
        if (apiVersion is null || !ApiVersionFormat().IsMatch(apiVersion) || kind is null || !KindFormat().IsMatch(kind))
            throw Wrong(file, "an object has no apiVersion or no kind");
        if (metadata is null || name is null || !NameFormat().IsMatch(name))
            throw Wrong(file, $"a {kind} has no name, or one that cannot be");
        var ns = metadata["namespace"] is { } given ? Str(given) : namespaces[0];
        if (ns is null || !namespaces.Contains(ns, StringComparer.Ordinal))
            throw Wrong(file, $"{kind} {name} names another namespace than {string.Join(", ", namespaces)}");
        // Server-side apply refuses them too; here the message names the file.
        if (metadata.ContainsKey("managedFields") || metadata.ContainsKey("generateName"))
            throw Wrong(file, $"{kind} {name} has managedFields or generateName; remove them");
        metadata["namespace"] = ns;
        return new ManifestObject(apiVersion, kind, ns, name, json, file);
    }

    private static string? Str(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static PackageUnsafeException Wrong(string file, string why) => new($"{Text.Show(file)}: {why}");

    [GeneratedRegex("^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?v[a-z0-9]{1,20}\\z")]
    private static partial Regex ApiVersionFormat();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]{0,62}\\z")]
    private static partial Regex KindFormat();

    // RBAC names may have colons; no name may have a slash or a percent sign, for it becomes a part of a path.
    [GeneratedRegex("^[a-z0-9A-Z]([a-zA-Z0-9.:_-]{0,251}[a-zA-Z0-9])?\\z")]
    private static partial Regex NameFormat();
}
