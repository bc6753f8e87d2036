using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.Tests;

public sealed class SamplesTests
{
    public static TheoryData<string> Valid => Sample.In("Valid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_sample_loses_nothing_in_the_types(string name)
    {
        var json = Sample.ToJson(Sample.Read(name).Text);
        var written = (string)json["kind"]! switch
        {
            Segment.KindName => Through<Segment>(json),
            DeploymentRequest.KindName => Through<DeploymentRequest>(json),
            AccessGrant.KindName => Through<AccessGrant>(json),
            _ => Through<Approval>(json),
        };

        Assert.Empty(Missing("", json, written));
    }

    private static JsonNode Through<T>(JsonNode json)
        where T : class, IKubernetesObject<T>
    {
        JsonTypeInfo<T> type = T.ResourceType.Json;
        return JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(json, type)!, type)!;
    }

    private static IEnumerable<string> Missing(string path, JsonNode? given, JsonNode? written) => (given, written) switch
    {
        (JsonObject a, JsonObject b) => a.SelectMany(field => Missing($"{path}.{field.Key}", field.Value, b[field.Key])),
        (JsonArray a, JsonArray b) when a.Count == b.Count => a.Zip(b).SelectMany((pair, i) => Missing($"{path}[{i}]", pair.First, pair.Second)),
        (JsonValue a, JsonValue b) => Same(a.ToString(), b.ToString()) ? [] : [$"{path}: {a} became {b}"],
        _ => [$"{path}: lost"],
    };

    private static bool Same(string a, string b) =>
        a == b || DateTimeOffset.TryParse(a, out var first) && DateTimeOffset.TryParse(b, out var second) && first == second;
}
