namespace SegmentOperator.Policy.Inspection.Scope;

/// <summary>Holds a package against what belongs to a segment.</summary>
public static class ScopeJudge
{
    /// <param name="report">The package.</param>
    /// <param name="own">The segment that it is for.</param>
    /// <param name="others">All other segments.</param>
    /// <param name="excepted">Components, as Type:Name, that the segment's owner lets in.</param>
    public static ScopeReport Judge(InspectionReport report, SegmentScope own, IReadOnlyList<SegmentScope> others, IReadOnlySet<string> excepted)
    {
        var (outside, unmapped) = (new List<OutsideComponent>(), new List<OutsideComponent>());
        Sensitivity? highest = null;
        void Look(ComponentKey key, ComponentKey? via)
        {
            if (own.Find(key) is { } sensitivity)
            {
                highest = highest is null || sensitivity > highest ? sensitivity : highest;
                return;
            }

            if (excepted.Contains(key.ToString()))
                return;
            var claimed = others.FirstOrDefault(other => other.Find(key) is not null)?.Segment;
            (claimed is null && own.IsEmpty ? unmapped : outside).Add(new OutsideComponent(key, claimed, via));
        }

        // What a file of no known type is, is another question: it is reported as unknown, and rules judge that.
        foreach (var component in report.Components.Where(component => component.IsKnown))
            Look(component.Key, via: null);
        foreach (var grant in report.Grants)
            Look(grant.Target, grant.By);
        return new ScopeReport([.. outside.Distinct()], [.. unmapped.Distinct()], highest);
    }
}
