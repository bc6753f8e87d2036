using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>
/// The product's definitions without the rules that keep specs from being edited and durations whole: the world in which these controls are
/// missing.
/// </summary>
internal static class LooseDefinitions
{
    private static readonly string[] Plurals = ["deploymentrequests", "accessgrants", "approvals"];

    public static async Task InstallAsync(IKubernetesClient admin)
    {
        foreach (var plural in Plurals)
        {
            var path = $"apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.segment-operator.dev";
            for (var left = 50; !await TryLoosenAsync(admin, path); left--)
            {
                Assert.True(left > 0, $"{plural} could not be loosened");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private static async Task<bool> TryLoosenAsync(IKubernetesClient admin, string path)
    {
        using var answer = await admin.SendAsync(HttpMethod.Get, path, null, default);
        var definition = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var removed = definition["spec"]!["versions"]!.AsArray().Sum(version => Remove(version!["schema"]!["openAPIV3Schema"]!));
        Assert.True(removed > 0, $"{path} has no rule against edits");
        foreach (var version in definition["spec"]!["versions"]!.AsArray())
        {
            if (version!["schema"]!["openAPIV3Schema"]!["properties"]!["spec"]!["properties"]!["duration"] is not JsonObject duration)
                continue;
            Assert.True(duration.Remove("pattern") && duration.Remove("x-kubernetes-validations"), $"{path} has no rule for durations");
        }

        try
        {
            using var content = new StringContent(definition.ToJsonString(), Encoding.UTF8, "application/json");
            using var written = await admin.SendAsync(HttpMethod.Put, path, content, default);
            return true;
        }
        catch (KubernetesException e) when (e.IsConflict)
        {
            return false;
        }
    }

    private static int Remove(JsonNode node)
    {
        var removed = 0;
        foreach (var child in node is JsonObject fields ? [.. fields.Select(field => field.Value)] : node is JsonArray items ? [.. items] : Array.Empty<JsonNode?>())
            removed += child is null ? 0 : Remove(child);
        if (node is JsonObject schema && schema["x-kubernetes-validations"] is JsonArray rules)
            removed += rules.RemoveAll(rule => rule!["rule"]!.GetValue<string>().Contains("oldSelf", StringComparison.Ordinal));
        return removed;
    }
}
