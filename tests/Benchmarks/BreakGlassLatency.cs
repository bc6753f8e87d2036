using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Stage;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Benchmarks;

/// <summary>From a break-glass' activation to the arrival of its notification at a webhook, for each of five people in a segment of their own.</summary>
internal static class BreakGlassLatency
{
    private static readonly (string User, string Group)[] People = [("alice", "developers"), ("bob", "investigators"), ("carol", "managers"), ("dave", "security"), ("erin", "developers")];

    public static async Task MeasureAsync(World world)
    {
        var heard = new ConcurrentDictionary<string, double>(StringComparer.Ordinal);
        await using var sink = await StubServer.StartAsync(async context =>
        {
            var now = TimeProvider.System.GetUtcNow();
            using var reader = new StreamReader(context.Request.Body);
            var told = JsonNode.Parse(await reader.ReadToEndAsync())!;
            heard[told["grant"]!["name"]!.GetValue<string>()] = (now - DateTimeOffset.Parse(told["activatedAt"]!.GetValue<string>(), null)).TotalMilliseconds;
        });
        foreach (var (user, group) in People)
        {
            var segment = $"glass-{user}";
            var yaml = WorldManifests.Segment(world, segment, world.FinanceKey.PublicKeyPem, "Emergency").Replace("\n  egress:", "\n  - {name: emergency, kubernetes: {clusterRole: view}, maxDuration: 1h, breakGlass: true}\n  egress:", StringComparison.Ordinal);
            await world.Admin.ApplyYamlAsync(yaml + $"\n  breakGlass: {{subjects: [{{kind: User, name: {user}}}]}}\n  monitoring: {{sinks: [{{name: pager, webhook: {{url: \"{sink.Address}\"}}}}]}}");
            await Scene.ReadyAsync(world, segment);
            var grant = WorldManifests.Grant(segment, segment, "10m", user, user, group, "emergency");
            await world.As(user).ApplyYamlAsync(grant + "\n  breakGlass: true");
            await world.UntilAsync<AccessGrant>(segment, World.TeamNamespace, found => found.Status?.BreakGlassReview?.NotifiedAt is not null, found => $"{found.Status?.Phase}: {found.Status?.Message}", Scene.Patience);
        }

        Console.WriteLine($"break_glass_notification_ms_median={heard.Values.Order().ElementAt(heard.Count / 2):0} max={heard.Values.Max():0} of={heard.Count}");
    }
}
