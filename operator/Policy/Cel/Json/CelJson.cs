using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>
/// JSON as CEL values and back. Objects and arrays are wrapped, not copied: their members are converted when an expression
/// reads them. Whole numbers are int and others double, unless a declared type says otherwise; declared timestamps, durations
/// and bytes are parsed from their text.
/// </summary>
public static class CelJson
{
    /// <summary>Wraps a node; it must not change while the value is in use.</summary>
    public static CelValue FromNode(JsonNode? node, CelType? declared = null) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Wraps an element; its document must outlive the value.</summary>
    public static CelValue FromElement(JsonElement element, CelType? declared = null) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>
    /// Writes a value as JSON: timestamps as RFC 3339, durations as seconds ("90s"), bytes as base64, an absent optional as
    /// null. Errors and library values without a JSON form are written as their text.
    /// </summary>
    public static JsonNode? ToNode(CelValue value) => throw new NotSupportedException("The CEL engine is being filled in");
}
