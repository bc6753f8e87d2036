using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(RunRequest))]
[JsonSerializable(typeof(RunResult))]
internal sealed partial class RunContractJson : JsonSerializerContext;
