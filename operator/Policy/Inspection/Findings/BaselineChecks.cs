namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What shows only at the end: what the baseline had and the package no longer has, and what nobody may see.</summary>
internal static class BaselineChecks
{
    public static void Finish(CheckContext context, IReadOnlyDictionary<ComponentKey, string> files)
    {
        CompareAccess(context, files);
        foreach (var ((component, property), _) in context.Baseline?.Protections ?? [])
        {
            if (property == "loginIpRanges" && files.TryGetValue(component, out var file) && !context.Facts.Protections.ContainsKey((component, property)))
                context.Sink.Add("login-ip-ranges-removed", new Place(component, file), $"{component} had some.");
        }

        foreach (var place in context.FieldsToShow)
        {
            var name = place.Component.Name;
            if (context.Baseline?.Digests.ContainsKey(place.Component) != true && !context.Facts.FieldAccess.IsVisible(name) && context.Baseline?.FieldAccess.IsVisible(name) != true)
                context.Sink.Add("field-without-access", place, $"{place.Component}.");
        }
    }

    private static void CompareAccess(CheckContext context, IReadOnlyDictionary<ComponentKey, string> files)
    {
        var granted = new Dictionary<ComponentKey, int>();
        foreach (var (by, field, access) in context.Facts.FieldAccess.All())
        {
            if (context.Baseline is null)
                granted[by] = granted.GetValueOrDefault(by) + (access > 0 ? 1 : 0);
            else if (Widened(context.Baseline.FieldAccess.Find(by, field) ?? 0, access))
                context.Sink.Add("field-access-widened", new Place(by, files.GetValueOrDefault(by, "")), $"{by} now gives {Words(access)} on {field}.");
        }

        foreach (var (by, count) in granted.Where(grant => grant.Value > 0))
            context.Sink.Add("field-access-granted", new Place(by, files.GetValueOrDefault(by, "")), $"{by} gives access to {count} {(count == 1 ? "field" : "fields")}.");

        foreach (var (by, field, before) in context.Baseline?.FieldAccess.All() ?? [])
        {
            // A profile merges with what is there: only what it says explicitly is lost.
            if (files.TryGetValue(by, out var file) && Widened(context.Facts.FieldAccess.Find(by, field) ?? (by.Type == "Profile" ? before : (byte)0), before))
                context.Sink.Add("field-access-lost", new Place(by, file), $"{by} no longer gives {Words(before)} on {field}.");
        }
    }

    private static bool Widened(byte before, byte after) => (after & ~before) != 0;

    private static string Words(byte access) => access switch { 3 => "read and edit", 2 => "edit", 1 => "read", _ => "nothing" };
}
