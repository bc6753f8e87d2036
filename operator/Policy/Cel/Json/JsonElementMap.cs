using System.Text.Json;

namespace SegmentOperator.Policy.Cel;

/// <summary>A JSON object of a document as a map. Of members with one name the last counts.</summary>
internal sealed class JsonElementMap(JsonElement data, CelType declared) : CelMap
{
    public override int Count => Keys.Count();

    public override IEnumerable<CelValue> Keys =>
        data.EnumerateObject().Select(p => p.Name).Distinct(StringComparer.Ordinal).Select(CelValue.Of);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.AsString(), out value);
    }

    public override bool TryGet(string key, out CelValue value)
    {
        if (!data.TryGetProperty(key, out var element))
        {
            value = default;
            return false;
        }

        value = CelJson.FromElement(element, JsonTypes.Property(declared, key));
        return true;
    }
}
