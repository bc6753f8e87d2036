using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>A JSON array as a list; elements become values when they are read.</summary>
internal sealed class JsonArrayList(JsonArray data, CelType declared) : CelList
{
    public override int Count => data.Count;

    public override CelValue this[int index] => CelJson.FromNode(data[index], JsonTypes.Element(declared));

    public override CelListSemantics Semantics => declared.ListSemantics;

    public override IReadOnlyList<string> Keys => declared.ListKeys;
}
