using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Segments;

/// <summary>
/// What a segment demands that this version cannot judge. Whoever cannot judge does not let through: requests of such a segment wait.
/// </summary>
internal static class UnservedDemands
{
    /// <summary>The fields of the spec; empty when everything that is demanded can be judged.</summary>
    public static IEnumerable<string> Of(SegmentSpec spec)
    {
        if (spec.Rules.Count > 0)
            yield return "spec.rules";
        if (spec.Windows is not null)
            yield return "spec.windows";
        if (spec.Risk is not null)
            yield return "spec.risk";
    }
}
