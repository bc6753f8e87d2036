using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Strategies;

/// <summary>What all built-in kinds have in common; the kinds with ways of their own derive from it.</summary>
internal class BuiltInStrategy(string group, string resource, string kind, FieldType type) : IObjectStrategy
{
    private readonly IObjectValidator? _validator = ValidationRoom.For(group, resource);

    /// <summary>Whether the kind has metadata.generation.</summary>
    protected virtual bool HasGeneration => false;

    /// <summary>What a name must look like.</summary>
    protected virtual Func<string, List<string>> NameRule => group == "rbac.authorization.k8s.io" ? Names.PathSegment : Names.Subdomain;

    private bool HasStatus => type.Fields.ContainsKey("status");

    public IReadOnlyList<string> DropUnknownFields(JsonObject value) => TypedDecoder.Decode(value, type, kind, "v1");

    public void Default(JsonObject value)
    {
        TypedDefaults.Apply(value, type);
        DefaultKind(value);
    }

    public virtual void PrepareForCreate(JsonObject value, UserInfo user)
    {
        EmptyListsAreNull(value);
        if (HasStatus)
            value["status"] = TypedDecoder.EmptyStruct(type.Fields["status"].Type);
        if (HasGeneration)
            value.Meta()["generation"] = 1;
        else
            value.Meta().Remove("generation");
    }

    public virtual void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        EmptyListsAreNull(value);
        if (subresource == "status")
            value["spec"] = old["spec"]?.DeepClone();
        else if (HasStatus)
            value["status"] = old["status"]?.DeepClone();
        if (!HasGeneration)
            return;
        var generation = old.Number("metadata", "generation") ?? 1;
        value.Meta()["generation"] = JsonNode.DeepEquals(value["spec"], old["spec"]) ? generation : generation + 1;
    }

    public virtual void PrepareForDelete(JsonObject value, DateTimeOffset now)
    {
    }

    public virtual long GracePeriod(JsonObject value, long? asked) => 0;

    public bool IsImmediate => kind != "Pod";

    public bool ReturnsDeleted => kind is "Pod" or "ServiceAccount" or "ResourceQuota";

    public virtual IReadOnlyList<string> ResetFields(string subresource) =>
        subresource == "status" ? ["spec"] : HasStatus ? ["status"] : [];

    public IEnumerable<FieldError> ValidateCreate(JsonObject value) =>
        MetadataPasses.OfNew(group, kind, value.Meta(), value.Namespace().Length > 0, NameRuleOf(value))
            .Concat(_validator?.ValidateCreate(value) ?? []);

    public virtual IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource) =>
        MetadataPasses.OfChanged(group, kind, value.Meta(), old.Meta(), subresource).Concat(_validator?.ValidateUpdate(value, old, subresource) ?? []);

    /// <summary>What a name must look like, given what it is the name of.</summary>
    protected virtual Func<string, List<string>> NameRuleOf(JsonObject value) => NameRule;

    public virtual IEnumerable<string> Warnings(JsonObject value, JsonObject? old) => _validator?.Warnings(value) ?? [];

    public virtual bool IsHeld(JsonObject value) => false;

    /// <summary>An empty list is owned by who wrote it (a role without rules), but stored as none.</summary>
    private void EmptyListsAreNull(JsonObject value)
    {
        foreach (var field in type.Fields.Values.Where(f => f.Presence == Presence.Always && value[f.Name] is JsonArray { Count: 0 }))
            value[field.Name] = null;
    }

    /// <summary>Defaults that depend on other fields.</summary>
    protected virtual void DefaultKind(JsonObject value)
    {
    }
}
