using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Cel;

/// <summary>A JSON object as a map; members become values when they are read.</summary>
internal sealed class JsonObjectMap(JsonObject data, CelType declared) : CelMap
{
    public override int Count => data.Count;

    public override IEnumerable<CelValue> Keys => data.Select(p => CelValue.Of(p.Key));

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.AsString(), out value);
    }

    public override bool TryGet(string key, out CelValue value)
    {
        if (!data.TryGetPropertyValue(key, out var node))
        {
            value = default;
            return false;
        }

        value = CelJson.FromNode(node, JsonTypes.Property(declared, key));
        return true;
    }
}
