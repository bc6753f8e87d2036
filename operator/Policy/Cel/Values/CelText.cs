using System.Globalization;
using System.Text;

namespace SegmentOperator.Policy.Cel;

/// <summary>Values as text for people.</summary>
internal static class CelText
{
    /// <summary>As a literal: text in quotes, bytes in b"".</summary>
    public static string Write(in CelValue value) => value.Kind switch
    {
        CelKind.String => $"\"{value.AsString()}\"",
        CelKind.Bytes => $"b\"{Encoding.UTF8.GetString(value.AsBytes().Span)}\"",
        CelKind.Uint => Plain(value) + "u",
        CelKind.Error => $"error: {value.ErrorMessage}",
        _ => Plain(value),
    };

    /// <summary>As messages quote a value: text bare.</summary>
    public static string Plain(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.AsBool() ? "true" : "false",
        CelKind.Int => value.AsInt().ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint().ToString(CultureInfo.InvariantCulture),
        CelKind.Double => CelDoubleText.Write(value.AsDouble()),
        CelKind.String => value.AsString(),
        CelKind.Bytes => Encoding.UTF8.GetString(value.AsBytes().Span),
        CelKind.Timestamp => CelTimeText.Write(value.AsTimestamp()),
        CelKind.Duration => CelDurationText.Write(value.AsDurationNanos()),
        CelKind.List => $"[{string.Join(", ", Items(value.AsList()).Select(i => Write(i)))}]",
        CelKind.Map => $"{{{string.Join(", ", Entries(value.AsMap()))}}}",
        CelKind.Type => value.AsType().Name,
        CelKind.Optional => value.TryGetOptional(out var content) ? $"optional({Write(content)})" : "optional.none()",
        CelKind.Error => value.ErrorMessage!,
        _ => value.Reference?.ToString() ?? "",
    };

    private static IEnumerable<CelValue> Items(CelList list) => Enumerable.Range(0, list.Count).Select(i => list[i]);

    private static IEnumerable<string> Entries(CelMap map) =>
        map.Keys.Select(k => $"{Write(k)}: {(map.TryGet(k, out var value) ? Write(value) : "")}");
}
