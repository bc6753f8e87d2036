using System.Text.Json;

namespace SegmentOperator.Policy.Cel;

/// <summary>A JSON array of a document as a list.</summary>
internal sealed class JsonElementList(JsonElement data, CelType declared) : CelList
{
    public override int Count => data.GetArrayLength();

    public override CelValue this[int index] => CelJson.FromElement(data[index], JsonTypes.Element(declared));

    public override CelListSemantics Semantics => declared.ListSemantics;

    public override IReadOnlyList<string> Keys => declared.ListKeys;
}
