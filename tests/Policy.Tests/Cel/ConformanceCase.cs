using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>One case of the public conformance data.</summary>
internal sealed class ConformanceCase(JsonObject data)
{
    public string Id => $"{data["section"]}/{data["name"]}";

    public string Expression => (string)data["expr"]!;

    private bool IsChecked => !((bool?)data["disableCheck"] ?? false);

    /// <summary>Why the case fails; null when it passes.</summary>
    public string? Run()
    {
        var environment = CelEnvironment.Standard;
        foreach (var declaration in data["typeEnv"]?.AsArray() ?? [])
            environment = environment.WithVariable((string)declaration!["name"]!, DeclaredType(declaration["ident"]!["type"]!.AsObject()));
        var compilation = IsChecked ? environment.TryCompile(Expression) : environment.TryCompileUnchecked(Expression);
        if (!compilation.Succeeded)
            return data["evalError"] is null ? $"does not compile: {compilation.IssueText}" : null;
        if (IsChecked && (string?)data["type"] is { } type && compilation.Program.ResultType.ToString() != type)
            return $"deduced {compilation.Program.ResultType}, not {type}";
        var result = compilation.Program.Evaluate(Bindings());
        if (data["evalError"] is not null)
            return result.IsError ? null : $"gave {result}, not an error";
        var expected = data["value"] is JsonObject value ? Value(value) : CelValue.True;
        return !result.IsError && IsSame(result, expected) ? null : $"gave {result}, not {expected}";
    }

    private Dictionary<string, CelValue> Bindings() => (data["bindings"]?.AsObject() ?? [])
        .ToDictionary(b => b.Key, b => Value(b.Value!["value"]!.AsObject()), StringComparer.Ordinal);

    /// <summary>Equal, of one kind, and NaN equal to itself.</summary>
    private static bool IsSame(CelValue a, CelValue b)
    {
        if (a.Kind != b.Kind)
            return false;
        if (a.Kind == CelKind.Double && double.IsNaN(a.AsDouble()))
            return double.IsNaN(b.AsDouble());
        if (a.Kind != CelKind.List)
            return a == b;
        return a.AsList().Count == b.AsList().Count
            && Enumerable.Range(0, a.AsList().Count).All(i => IsSame(a.AsList()[i], b.AsList()[i]));
    }

    private static CelValue Value(JsonObject node)
    {
        var (kind, value) = node.Single();
        return kind switch
        {
            "nullValue" => CelValue.Null,
            "boolValue" => CelValue.Of((bool)value!),
            "int64Value" => CelValue.Of(long.Parse((string)value!, CultureInfo.InvariantCulture)),
            "uint64Value" => CelValue.Of(ulong.Parse((string)value!, CultureInfo.InvariantCulture)),
            "doubleValue" => CelValue.Of(Number(value!)),
            "stringValue" => CelValue.Of((string)value!),
            "bytesValue" => CelValue.Of(Convert.FromBase64String((string)value!)),
            "typeValue" => CelEnvironment.Standard.Compile((string)value!).Evaluate(CelActivation.Empty),
            "listValue" => CelValue.Of(CelList.Of([.. (value!["values"]?.AsArray() ?? []).Select(v => Value(v!.AsObject()))])),
            "mapValue" => Map(value!["entries"]?.AsArray() ?? []),
            "objectValue" => Known(value!.AsObject()),
            _ => throw new InvalidDataException($"Unknown value kind {kind} in the conformance data."),
        };
    }

    private static CelValue Known(JsonObject value) => ((string)value["@type"]!).Split('.')[^1] switch
    {
        "Timestamp" => CelEnvironment.Standard.Compile($"timestamp('{value["value"]}')").Evaluate(CelActivation.Empty),
        "Duration" => CelEnvironment.Standard.Compile($"duration('{value["value"]}')").Evaluate(CelActivation.Empty),
        var other => throw new InvalidDataException($"Unknown object {other} in the conformance data."),
    };

    private static double Number(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? (string)value! switch { "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => double.NaN }
        : (double)value;

    private static CelValue Map(JsonArray entries)
    {
        var pairs = entries.Select(e => (Key: Value(e!["key"]!.AsObject()), Value: Value(e["value"]!.AsObject()))).ToList();
        return CelValue.Of(new TestMap(pairs));
    }

    private static CelType DeclaredType(JsonObject type)
    {
        var (kind, value) = type.Single();
        return (kind, value?.ToString()) switch
        {
            ("primitive", "BOOL") => CelType.Bool,
            ("primitive", "INT64") => CelType.Int,
            ("primitive", "UINT64") => CelType.Uint,
            ("primitive", "DOUBLE") => CelType.Double,
            ("primitive", "STRING") => CelType.String,
            ("primitive", "BYTES") => CelType.Bytes,
            ("null", _) => CelType.Null,
            ("listType", _) => CelType.List(DeclaredType(value!["elemType"]!.AsObject())),
            ("mapType", _) => CelType.Map(DeclaredType(value!["keyType"]!.AsObject()), DeclaredType(value["valueType"]!.AsObject())),
            _ => throw new InvalidDataException($"Unknown type {type.ToJsonString()} in the conformance data."),
        };
    }

    private sealed class TestMap(List<(CelValue Key, CelValue Value)> entries) : CelMap
    {
        public override int Count => entries.Count;

        public override IEnumerable<CelValue> Keys => entries.Select(e => e.Key);

        public override bool TryGet(CelValue key, out CelValue value)
        {
            var found = entries.FindIndex(e => e.Key == key);
            value = found < 0 ? default : entries[found].Value;
            return found >= 0;
        }
    }
}
