using System.Text.Json;

namespace SegmentOperator.Policy.Cel;

/// <summary>A JSON object of a document as a map. Of members with one name the last counts.</summary>
internal sealed class JsonElementMap(JsonElement data, CelType declared) : CelMap
{
    public override int Count => Keys.Count();

    public override IEnumerable<CelValue> Keys =>
        data.EnumerateObject().Select(NameOf).OfType<string>().Distinct(StringComparer.Ordinal).Select(CelValue.Of);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGet(key.AsString(), out value);
    }

    public override bool TryGet(string key, out CelValue value)
    {
        if (Find(key) is not { } element)
        {
            value = default;
            return false;
        }

        value = CelJson.FromElement(element, JsonTypes.Property(declared, key));
        return true;
    }

    private JsonElement? Find(string key)
    {
        try
        {
            return data.TryGetProperty(key, out var element) ? element : null;
        }
        catch (InvalidOperationException)
        {
            // Some name is not well-formed; the others still count.
            JsonElement? found = null;
            foreach (var property in data.EnumerateObject())
            {
                if (NameOf(property) == key)
                    found = property.Value;
            }

            return found;
        }
    }

    /// <summary>Null for a name that is not well-formed Unicode, at which the reader throws; no expression can name it.</summary>
    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
