namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>What <c>%s</c> makes of a value; maps in the order of their keys' text.</summary>
internal static class FormatText
{
    /// <summary>Null where the clause does not take the value.</summary>
    public static string? Write(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Double:
                return CelDoubleText.Plain(value.AsDouble());
            case CelKind.List:
                var list = value.AsList();
                var items = Enumerable.Range(0, list.Count).Select(i => Write(list[i])).ToList();
                return items.Contains(null) ? null : $"[{string.Join(", ", items)}]";
            case CelKind.Map:
                return WriteMap(value.AsMap());
            case CelKind.Opaque or CelKind.Optional or CelKind.Error:
                return null;
            default:
                return CelText.Plain(value);
        }
    }

    private static string? WriteMap(CelMap map)
    {
        List<(string Key, string Value)> entries = [];
        foreach (var key in map.Keys)
        {
            if (!map.TryGet(key, out var value) || Write(key) is not { } name || Write(value) is not { } text)
                return null;
            entries.Add((name, text));
        }

        return $"{{{string.Join(", ", entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {e.Value}"))}}}";
    }
}
