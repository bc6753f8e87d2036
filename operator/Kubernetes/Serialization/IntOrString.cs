using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>A number or a name, as ports are given.</summary>
[JsonConverter(typeof(Converter))]
public readonly record struct IntOrString
{
    /// <summary>The number, if it is one.</summary>
    public int? Number { get; private init; }

    /// <summary>The name, if it is one.</summary>
    public string? Text { get; private init; }

    /// <summary>A number.</summary>
    public static implicit operator IntOrString(int value) => new() { Number = value };

    /// <summary>A name.</summary>
    public static implicit operator IntOrString(string value) => new() { Text = value };

    /// <summary>The number or the name as text.</summary>
    public override string ToString() => Text ?? Number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Reads and writes either form.</summary>
    public sealed class Converter : JsonConverter<IntOrString>
    {
        /// <inheritdoc/>
        public override IntOrString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : reader.GetString() ?? "";

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, IntOrString value, JsonSerializerOptions options)
        {
            ArgumentNullException.ThrowIfNull(writer);
            if (value.Number is { } number)
                writer.WriteNumberValue(number);
            else
                writer.WriteStringValue(value.Text);
        }
    }
}
