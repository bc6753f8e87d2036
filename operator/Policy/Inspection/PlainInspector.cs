using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Archives;
using SegmentOperator.Policy.Inspection.Findings;
using SegmentOperator.Policy.Inspection.Inventory;
using SegmentOperator.Policy.Inspection.Sources;

namespace SegmentOperator.Policy.Inspection;

/// <summary>An inventory of what is no Salesforce package: Kubernetes objects by kind and name, or plain files.</summary>
internal sealed class PlainInspector
{
    private const int MaxManifestBytes = 16 * 1024 * 1024;
    private readonly IPackageSource _source;
    private readonly bool _kubernetes;
    private readonly CheckContext _context;
    private readonly ComponentInventory _inventory;
    private readonly HashSet<string> _objects = new(StringComparer.Ordinal);

    public PlainInspector(IPackageSource source, bool kubernetes, PackageFacts? baseline)
    {
        (_source, _kubernetes) = (source, kubernetes);
        _context = new CheckContext(kubernetes ? PackageForm.KubernetesManifests : PackageForm.Archive, baseline);
        _inventory = new ComponentInventory(_context.Names);
    }

    /// <exception cref="PackageUnsafeException">The package is hostile or damaged.</exception>
    public InspectionReport Inspect(CancellationToken cancellationToken)
    {
        var (files, bytes) = (0, 0L);
        foreach (var file in _source.Files(cancellationToken))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var content = new HashingStream(file.Open(), hash);
            if (_kubernetes)
                ReadManifests(file.Name, content);
            content.Drain();
            if (!_kubernetes)
                _inventory.Of(new ComponentKey("File", file.Name), file.Name).Add(file.Name, hash.GetHashAndReset(), content.Count);
            files++;
            bytes += content.Count;
        }

        return ReportBuilder.Build(_context, _inventory.Records, [], []) with { Files = files, Bytes = bytes };
    }

    private void ReadManifests(string name, Stream content)
    {
        using var text = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            text.Write(buffer, 0, read);
            if (text.Length > MaxManifestBytes)
                throw new PackageUnsafeException($"{EntryText.Show(name)} is larger than {MaxManifestBytes} bytes");
        }

        string yaml;
        try
        {
            yaml = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} is not UTF-8", e);
        }

        foreach (var document in YamlReader.ReadAll(name, yaml).SelectMany(Unfold))
            Add(name, document);
    }

    private static IEnumerable<JsonObject> Unfold(JsonObject document) =>
        document["kind"]?.ToString() == "List" && document["items"] is JsonArray items ? items.OfType<JsonObject>() : [document];

    private void Add(string file, JsonObject document)
    {
        var kind = document["kind"]?.ToString();
        var metadata = document["metadata"] as JsonObject;
        var name = metadata?["name"]?.ToString();
        if (string.IsNullOrEmpty(kind) || string.IsNullOrEmpty(name))
            throw new PackageUnsafeException($"{EntryText.Show(file)} has an object without kind or metadata.name");
        var text = Encoding.UTF8.GetBytes(document.ToJsonString());
        var key = new ComponentKey(kind, name);
        // Objects of one kind and name in several namespaces are one component: the target says which namespaces there are.
        if (!_objects.Add($"{document["apiVersion"]} {metadata!["namespace"]} {key}"))
            throw new PackageUnsafeException($"{EntryText.Show(file)} has {EntryText.Show(key.ToString())} twice");
        _inventory.Of(key, file).Add($"{file}#{document["apiVersion"]}/{metadata["namespace"]}", SHA256.HashData(text), text.Length);
    }
}
