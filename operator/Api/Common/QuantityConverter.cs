using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Reads a quantity that is written as a string or as a number, and always writes a string.</summary>
public sealed class QuantityConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.GetDecimal().ToString(CultureInfo.InvariantCulture)
            : reader.GetString();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
