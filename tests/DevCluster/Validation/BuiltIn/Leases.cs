using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>Leases.</summary>
internal sealed class Leases : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        if (spec.Integer("leaseDurationSeconds") is { } seconds and <= 0)
            errors.Add(Finding.Invalid("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
        if (spec.Integer("leaseTransitions") is { } transitions and < 0)
            errors.Add(Finding.Invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
    }
}
