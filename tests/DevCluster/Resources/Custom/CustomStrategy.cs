using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Custom;

/// <summary>The objects of a CustomResourceDefinition: what their schema says.</summary>
internal sealed class CustomStrategy(string kind, string apiVersion, IStructuralSchema schema, bool hasStatus) : IObjectStrategy
{
    public IReadOnlyList<string> DropUnknownFields(JsonObject value)
    {
        var version = apiVersion[(apiVersion.IndexOf('/') + 1)..];
        if (value["metadata"] is { } metadata and not JsonObject)
        {
            throw ApiErrors.BadRequest($"{kind} in version \"{version}\" cannot be handled as a {kind}: " +
                $"json: cannot unmarshal {GoText.JsonTypeOf(metadata)} into Go value of type v1.ObjectMeta");
        }
        var unknown = TypedDecoder.DecodeMetadata(value, kind, version);
        return [.. unknown.Concat(schema.Prune(value)).Order(StringComparer.Ordinal)];
    }

    public void Default(JsonObject value) => schema.Default(value);

    public void PrepareForCreate(JsonObject value, UserInfo user)
    {
        if (hasStatus)
            value.Remove("status");
        value.Meta()["generation"] = 1;
    }

    public void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        if (subresource == "status")
        {
            var status = value["status"];
            var managed = value.At("metadata", "managedFields");
            var version = value.Text("metadata", "resourceVersion");
            Replace(value, old);
            value.Remove("status");
            if (status is not null)
                value["status"] = status.DeepClone();
            if (managed is not null)
                value.Meta()["managedFields"] = managed.DeepClone();
            if (version is not null)
                value.Meta()["resourceVersion"] = version;
        }
        else if (hasStatus)
        {
            value.Remove("status");
            if (old["status"] is { } status)
                value["status"] = status.DeepClone();
        }
        var generation = old.Number("metadata", "generation") ?? 1;
        value.Meta()["generation"] = Same(value, old) ? generation : generation + 1;
    }

    public IReadOnlyList<string> ResetFields(string subresource) => subresource switch
    {
        "status" => ["metadata", "spec"],
        _ => hasStatus ? ["status"] : [],
    };

    public IEnumerable<FieldError> ValidateCreate(JsonObject value) =>
        MetadataRules.Create(value.Meta(), value.Namespace().Length > 0, Names.Subdomain).Concat(schema.ValidateCreate(value));

    public IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource) =>
        MetadataPasses.OfChanged(apiVersion, "", value.Meta(), old.Meta(), subresource).Concat(schema.ValidateUpdate(value, old, subresource));

    public IEnumerable<string> Warnings(JsonObject value, JsonObject? old) =>
        value.Texts("metadata", "finalizers").Except(old.Texts("metadata", "finalizers")).Order(StringComparer.Ordinal)
            .Where(f => !f.Contains('/') && !MetadataRules.IsStandardFinalizer(f))
            .Select(f => $"metadata.finalizers: {GoText.Quote(f)}: prefer a domain-qualified finalizer name {(f.Contains('.') ? "including a path (/) " : "")}" +
                "to avoid accidental conflicts with other finalizer writers")
            .Concat(schema.Warnings(value));

    private static void Replace(JsonObject value, JsonObject old)
    {
        foreach (var name in value.Select(p => p.Key).Where(n => n is not ("status" or "apiVersion" or "kind")).ToList())
            value.Remove(name);
        foreach (var (name, child) in old)
        {
            if (name is not ("status" or "apiVersion" or "kind"))
                value[name] = child?.DeepClone();
        }
    }

    private bool Same(JsonObject value, JsonObject old)
    {
        bool Counts(string name) => name is not ("metadata" or "apiVersion" or "kind") && !(hasStatus && name == "status");
        return value.Select(p => p.Key).Union(old.Select(p => p.Key)).Where(Counts)
            .All(name => JsonNode.DeepEquals(value[name], old[name]));
    }
}
