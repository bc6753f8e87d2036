using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Namespaces: the finalizers of their spec, and that only a deletion makes one end.</summary>
internal sealed class Namespaces : IObjectValidator
{
    public IEnumerable<FieldError> ValidateCreate(JsonObject value) =>
        Finalizers(value).SelectMany(f => MetadataRules.Finalizer(f.Name, "spec.finalizers"));

    public IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource) => subresource switch
    {
        "finalize" => Finalizers(value).SelectMany(f => MetadataRules.Finalizer(f.Name, "spec.finalizers".Index(f.Index))),
        "status" => Phase(value),
        _ => [],
    };

    private static IEnumerable<(string Name, int Index)> Finalizers(JsonObject value) => value.Map("spec").Texts("finalizers").Select((f, i) => (f, i));

    private static IEnumerable<FieldError> Phase(JsonObject value)
    {
        var (wanted, isEmpty) = value.IsDeleting() ? ("Terminating", "is not") : ("Active", "is");
        var phase = value.Map("status").Str("phase");
        if (phase != wanted)
            yield return Finding.Invalid("status.Phase", phase, $"may only be '{wanted}' if `deletionTimestamp` {isEmpty} empty");
    }
}
