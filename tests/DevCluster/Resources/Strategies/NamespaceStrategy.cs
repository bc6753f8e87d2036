using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Strategies;

/// <summary>A namespace holds itself back with a finalizer of its spec until its content is gone.</summary>
internal sealed class NamespaceStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    protected override Func<string, List<string>> NameRule => Names.Label;

    public override void PrepareForCreate(JsonObject value, UserInfo user)
    {
        base.PrepareForCreate(value, user);
        var finalizers = value.At("spec", "finalizers")?.DeepClone() as JsonArray ?? [];
        if (!finalizers.Any(f => f.Text() == "kubernetes"))
            finalizers.Add("kubernetes");
        value["spec"] = new JsonObject { ["finalizers"] = finalizers };
        DefaultKind(value);
        value["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        var finalizers = value.At("spec", "finalizers")?.DeepClone();
        base.PrepareForUpdate(value, old, subresource);
        // Only /finalize may take finalizers away.
        value["spec"] = subresource == "finalize" ? new JsonObject() : old["spec"]?.DeepClone();
        if (subresource == "finalize" && finalizers is JsonArray { Count: > 0 })
            value.Child("spec")["finalizers"] = finalizers;
    }

    public override void PrepareForDelete(JsonObject value, DateTimeOffset now) => value.Child("status")["phase"] = "Terminating";

    public override bool IsHeld(JsonObject value) => value.At("spec", "finalizers") is JsonArray { Count: > 0 };

    protected override void DefaultKind(JsonObject value)
    {
        if (value.Name().Length > 0)
            value.Meta().Child("labels")["kubernetes.io/metadata.name"] = value.Name();
    }
}
