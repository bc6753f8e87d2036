using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

/// <summary>
/// All other tests here run with exactly the generated roles (<see cref="WorldInstall"/>). That proves something only if a rule that were
/// missing would be missed.
/// </summary>
[Collection(nameof(RbacTests))]
public sealed class RbacTests
{
    [OwnClusterFact]
    public async Task Without_one_of_the_generated_rules_the_operator_says_which_cache_it_cannot_fill_and_goes_on_when_the_rule_is_back()
    {
        await using var world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("rbac-").FullName });
        var before = await world.Admin.GetAsync<ClusterRole>("segment-operator", null, default);
        await SetRulesAsync(world, before, rule => rule["resources"]?.AsArray().Any(resource => (string?)resource == "networkpolicies") != true);
        var process = world.StartOperator();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitUntilReadyAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("[-]cache/networkpolicies.networking.k8s.io has not been listed yet", refusal.Message, StringComparison.Ordinal);

        await SetRulesAsync(world, before, _ => true);
        await process.WaitUntilReadyAsync(Production.Patience);
    }

    private static async Task SetRulesAsync(World world, ClusterRole role, Func<JsonNode, bool> keep)
    {
        var rules = JsonSerializer.SerializeToNode(role, ClusterRole.ResourceType.Json)!["rules"]!.AsArray();
        var kept = new JsonArray([.. rules.Where(rule => keep(rule!)).Select(rule => rule!.DeepClone())]);
        await world.Admin.PatchAsync<ClusterRole>(role.Metadata.Name!, null, Patch.Merge(new JsonObject { ["rules"] = kept }), new PatchOptions(), default);
    }
}
