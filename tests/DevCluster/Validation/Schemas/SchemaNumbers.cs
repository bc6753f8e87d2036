using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>The range, multiple and bounds of a number.</summary>
internal static class SchemaNumbers
{
    public static void Check(SchemaValidator.Result result, JsonObject schema, string[] types, JsonNode value, string path)
    {
        result.Matches++;
        var type = types.Length == 1 && types[0] is "integer" or "number" ? types[0] : "";
        var format = SchemaFormats.Effective(type.Length == 0 ? "none" : type, schema.Str("format"));
        var number = value.Double();
        Range(result, number, value.Kind() == JsonType.Integer ? value.Integer() : null, type, format, "Checked", path);

        if (schema["multipleOf"] is { } multipleOf)
        {
            Range(result, multipleOf.Double(), null, type, format, "MultipleOf", path);
            if (multipleOf.Double() <= 0)
                result.Add(Finding.Invalid(path, multipleOf, $"factor MultipleOf declared for {path} must be positive: {GoText.Float(multipleOf.Double())}"));
            else if (!IsMultiple(number, multipleOf.Double()))
                result.Add(Finding.Invalid(path, value, $"{path} in body should be a multiple of {GoText.Float(multipleOf.Double())}"));
        }

        if (schema["minimum"] is { } minimum)
        {
            Range(result, minimum.Double(), null, type, format, "Minimum boundary", path);
            var exclusive = schema.Flag("exclusiveMinimum");
            if (exclusive ? number <= minimum.Double() : number < minimum.Double())
                result.Add(Finding.Invalid(path, value, $"{path} in body should be greater than {(exclusive ? "" : "or equal to ")}{GoText.Float(minimum.Double())}"));
        }

        if (schema["maximum"] is { } maximum)
        {
            Range(result, maximum.Double(), null, type, format, "Maximum boundary", path);
            var exclusive = schema.Flag("exclusiveMaximum");
            if (exclusive ? number >= maximum.Double() : number > maximum.Double())
                result.Add(Finding.Invalid(path, value, $"{path} in body should be less than {(exclusive ? "" : "or equal to ")}{GoText.Float(maximum.Double())}"));
        }
    }

    private static bool IsMultiple(double value, double factor)
    {
        var quotient = value / factor;
        return Math.Abs(quotient - Math.Round(quotient)) <= 1e-9 * Math.Max(1, Math.Abs(quotient));
    }

    private static void Range(SchemaValidator.Result result, double number, long? whole, string type, string format, string what, string path)
    {
        var fits = type switch
        {
            "integer" when format == "int32" => number == Math.Truncate(number) && number is >= int.MinValue and <= int.MaxValue,
            "integer" => whole is not null || (number == Math.Truncate(number) && number is >= long.MinValue and < 9.3e18),
            _ => format != "float" || Math.Abs(number) <= float.MaxValue,
        };
        if (fits)
            return;
        var of = format.Length > 0 ? $"{type} with format {format}" : $"{type} (default format)";
        result.Add(Finding.Invalid("", "", $"{what} value must be of type {of} in {path}"));
    }
}
