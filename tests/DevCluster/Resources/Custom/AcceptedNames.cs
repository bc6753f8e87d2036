using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources.Custom;

/// <summary>Which of a definition's names it may have: two definitions of a group may not share one, and the first that came keeps it.</summary>
/// <param name="Names">The accepted ones.</param>
/// <param name="Conflict">The condition's reason and message for the last one that is taken, or null.</param>
internal sealed record AcceptedNames(JsonObject Names, (string Reason, string Message)? Conflict)
{
    public static AcceptedNames Of(JsonObject definition, IEnumerable<ResourceInfo> served)
    {
        var others = served.Where(r => r.Group == definition.Text("spec", "group") && $"{r.Resource}.{r.Group}" != definition.Name()).ToList();
        var resources = others.SelectMany(r => r.ShortNames.Append(r.Resource).Append(r.Singular)).ToHashSet(StringComparer.Ordinal);
        var kinds = others.SelectMany(r => new[] { r.Kind, r.ListKind }).ToHashSet(StringComparer.Ordinal);
        var asked = definition.At("spec", "names") as JsonObject ?? [];
        var accepted = new JsonObject { ["plural"] = "" };
        (string, string)? conflict = null;
        foreach (var (name, taken) in new[] { ("plural", resources), ("singular", resources), ("shortNames", resources), ("kind", kinds), ("listKind", kinds) })
        {
            List<string> values = name == "shortNames" ? asked.Texts(name).ToList() : asked.Text(name) is { } one ? [one] : [];
            var clashes = values.Where(taken.Contains).Select(v => $"\"{v}\" is already in use").ToList();
            if (clashes.Count > 0)
                conflict = ($"{char.ToUpperInvariant(name[0])}{name[1..]}Conflict", clashes.Count == 1 ? clashes[0] : $"[{string.Join(", ", clashes)}]");
            else if (asked[name] is { } value)
                accepted[name] = value.DeepClone();
        }
        accepted.TryAdd("kind", "");
        if (asked["categories"] is { } categories)
            accepted["categories"] = categories.DeepClone();
        return new AcceptedNames(accepted, conflict);
    }
}
