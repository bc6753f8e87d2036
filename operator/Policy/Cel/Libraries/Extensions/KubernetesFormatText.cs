using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>What a kube-apiserver's <c>%s</c> makes of a value: texts inside of others are quoted, numbers are as short as they can be.</summary>
internal static class KubernetesFormatText
{
    /// <summary>Null where the clause does not take the value.</summary>
    public static string? Write(in CelValue value) => value.Kind switch
    {
        CelKind.Double => CelDoubleText.Write(value.AsDouble()),
        CelKind.List => WriteList(value.AsList()),
        CelKind.Map => WriteMap(value.AsMap()),
        CelKind.Opaque or CelKind.Optional or CelKind.Error => null,
        _ => CelText.Plain(value),
    };

    private static string? WriteList(CelList list)
    {
        var items = Enumerable.Range(0, list.Count).Select(i => Inner(list[i])).ToList();
        return items.Contains(null) ? null : $"[{string.Join(", ", items)}]";
    }

    private static string? WriteMap(CelMap map)
    {
        List<(string Key, string Value)> entries = [];
        foreach (var key in map.Keys)
        {
            if (!map.TryGet(key, out var value) || Inner(key) is not { } name || Inner(value) is not { } text)
                return null;
            entries.Add((name, text));
        }

        var written = new StringBuilder("{");
        written.AppendJoin(", ", entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}:{entry.Value}"));
        return written.Append('}').ToString();
    }

    private static string? Inner(in CelValue value) => value.Kind switch
    {
        CelKind.String or CelKind.Bytes or CelKind.Timestamp or CelKind.Duration => $"\"{Write(value)}\"",
        _ => Write(value),
    };
}
