using System.Text.Json.Serialization;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Segment))]
[JsonSerializable(typeof(KubernetesList<Segment>))]
[JsonSerializable(typeof(DeploymentRequest))]
[JsonSerializable(typeof(KubernetesList<DeploymentRequest>))]
[JsonSerializable(typeof(AccessGrant))]
[JsonSerializable(typeof(KubernetesList<AccessGrant>))]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(KubernetesList<Approval>))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
