using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>Serializers of what credential plugins exchange.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class ConfigJson : JsonSerializerContext;
