using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security.Rbac;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>Who am I: SelfSubjectReview.</summary>
internal sealed class SelfSubjectReview(ClusterContext cluster) : ICreateHandler
{
    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body) => new()
    {
        ["kind"] = resource.Kind,
        ["apiVersion"] = resource.ApiVersion,
        ["metadata"] = new JsonObject { ["creationTimestamp"] = cluster.Time.GetUtcNow().ToTime() },
        ["status"] = new JsonObject { ["userInfo"] = Reviews.Write(user) },
    };
}

/// <summary>What may I do in a namespace: SelfSubjectRulesReview.</summary>
internal sealed class SelfSubjectRulesReview(RuleResolver rules) : ICreateHandler
{
    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body)
    {
        var space = body.Map("spec").Str("namespace");
        if (space.Length == 0)
            throw ApiErrors.BadRequest("no namespace on request");
        var granted = rules.RulesFor(user, space).ToList();
        var status = new JsonObject
        {
            ["resourceRules"] = List(granted.Where(g => g.Rule?.Resources.Count > 0), r => r with { NonResourceUrls = [] }),
            ["nonResourceRules"] = List(granted.Where(g => g.Rule?.NonResourceUrls.Count > 0), r => r with { ApiGroups = [], Resources = [], ResourceNames = [] }),
            ["incomplete"] = false,
        };
        var errors = granted.Select(g => g.Error).Where(e => e.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        if (errors.Count > 0)
        {
            status["incomplete"] = true;
            status["evaluationError"] = errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]";
        }

        return new JsonObject
        {
            ["kind"] = resource.Kind,
            ["apiVersion"] = resource.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject(),
            ["status"] = status,
        };
    }

    private static JsonArray List(IEnumerable<GrantedRule> granted, Func<PolicyRule, PolicyRule> part) =>
        [.. granted.Select(g => (JsonNode)part(g.Rule!).ToJson())];
}
