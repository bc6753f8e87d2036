using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Manager.Segments.Isolation;

/// <summary>Compares what an object should state with what it states. The server may add fields, and defaults within list items.</summary>
internal static class DesiredState
{
    /// <summary>Whether <paramref name="live"/> states everything that <paramref name="desired"/> states; resourceVersion, uid and status do not count.</summary>
    public static bool IsIn<T>(T desired, T live)
        where T : class, IKubernetesObject<T> =>
        Covers(JsonSerializer.SerializeToNode(live, T.ResourceType.Json), JsonSerializer.SerializeToNode(desired, T.ResourceType.Json));

    private static bool Covers(JsonNode? live, JsonNode? desired) => (live, desired) switch
    {
        (_, null) => true,
        // The server leaves empty collections out.
        (null, JsonArray { Count: 0 } or JsonObject { Count: 0 }) => true,
        (JsonObject have, JsonObject want) => want.All(field => Covers(have[field.Key], field.Value)),
        (JsonArray have, JsonArray want) => have.Count == want.Count && have.Zip(want).All(pair => Covers(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(live, desired),
    };
}
