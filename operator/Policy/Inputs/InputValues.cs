using System.Text.Json;
using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Inputs;

/// <summary>Makes CEL values of inputs once, so that evaluating a rule allocates nothing for reading them.</summary>
internal static class InputValues
{
    public static CelValue Read(JsonElement element, CelType type, string path, List<InputProblem> problems)
    {
        switch (type.Kind)
        {
            case CelKind.Object when element.ValueKind == JsonValueKind.Object:
                return ReadObject(element, type, path, problems);
            case CelKind.Map when element.ValueKind == JsonValueKind.Object:
                var entries = new Dictionary<string, CelValue>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                    entries[property.Name] = Read(property.Value, type.Parameters[1], $"{path}.{property.Name}", problems);
                return CelValue.Of(CelMap.Of(entries));
            case CelKind.List when element.ValueKind == JsonValueKind.Array:
                return CelValue.Of(CelList.Of([.. element.EnumerateArray().Select((item, index) => Read(item, type.Parameters[0], $"{path}[{index}]", problems))]));
            case CelKind.Dyn:
                return CelJson.FromElement(element);
            default:
                return ReadScalar(element, type, path, problems);
        }
    }

    private static CelValue ReadObject(JsonElement element, CelType type, string path, List<InputProblem> problems)
    {
        var values = new Dictionary<string, CelValue>(StringComparer.Ordinal);
        foreach (var property in element.EnumerateObject())
        {
            if (!type.Fields.TryGetValue(property.Name, out var field))
            {
                var near = Suggestions.Nearest(property.Name, type.Fields.Keys);
                problems.Add(new InputProblem($"{path}.{property.Name}", near is null ? $"there is no such field; there are {string.Join(", ", type.Fields.Keys.Order(StringComparer.Ordinal))}" : $"there is no such field; did you mean {near}?"));
                continue;
            }

            if (property.Value.ValueKind != JsonValueKind.Null)
                values[property.Name] = Read(property.Value, field.Type, $"{path}.{property.Name}", problems);
        }

        return CelValue.Of(CelMap.Of(values));
    }

    private static CelValue ReadScalar(JsonElement element, CelType type, string path, List<InputProblem> problems)
    {
        var value = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? CelValue.Null : CelJson.FromElement(element, type);
        if (!value.IsError && CelTypes.Accepts(type, value))
            return value;
        problems.Add(new InputProblem(path, value.ErrorMessage ?? $"is {Describe(element)} and should be {type}"));
        return CelValue.Error($"{path} is not {type}");
    }

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
