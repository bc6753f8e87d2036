using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Policy.Json;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>A segment's policy, compiled once for each of its generations. Never changes; may be used from several threads at once.</summary>
public sealed class CompiledPolicy
{
    private CompiledPolicy(SegmentPolicy policy, CompiledRule[] rules, IReadOnlyList<RuleIssue> issues)
    {
        Policy = policy;
        Rules = rules;
        Issues = issues;
        Hash = CanonicalJson.Hash(Describe(policy, rules));
    }

    /// <summary>What was compiled.</summary>
    public SegmentPolicy Policy { get; }

    /// <summary>Why rules are not valid; empty when all are. A rule that is not valid denies.</summary>
    public IReadOnlyList<RuleIssue> Issues { get; }

    /// <summary>The hash of rules, thresholds and posture, as sha256:hex.</summary>
    public string Hash { get; }

    internal CompiledRule[] Rules { get; }

    /// <summary>Compiles a policy with the packs of its frameworks.</summary>
    public static CompiledPolicy Compile(SegmentPolicy policy)
    {
        var issues = new List<RuleIssue>();
        // The order in which rules are written has no effect, and none may creep in.
        var definitions = policy.Packs.SelectMany(pack => pack.Rules).Concat(policy.Rules)
            .OrderBy(rule => rule.Source, StringComparer.Ordinal).ThenBy(rule => rule.Name, StringComparer.Ordinal).ToArray();
        foreach (var twice in definitions.GroupBy(rule => (rule.Source, rule.Name)).Where(group => group.Count() > 1))
            issues.Add(new RuleIssue(twice.Key.Name, 1, 1, "two rules have this name", twice.First().When.Split('\n')[0], null));
        foreach (var rule in policy.Rules)
        {
            foreach (var role in rule.Roles.Except(policy.ApprovalRoles, StringComparer.Ordinal))
                issues.Add(new RuleIssue(rule.Name, 1, 1, $"the segment has no approval role '{role}'{(policy.ApprovalRoles.Count == 0 ? "; spec.approvals.roles names none" : "")}", rule.When.Split('\n')[0], Suggestions.Nearest(role, policy.ApprovalRoles)));
        }

        var rules = definitions.Select(definition => definition.Source == RuleDefinition.SegmentSource ? RuleCompiler.Compile(definition, issues) : RuleCompiler.CompileOfPack(definition, issues)).ToArray();
        return new CompiledPolicy(policy, rules, issues);
    }

    private static JsonObject Describe(SegmentPolicy policy, CompiledRule[] rules) => new()
    {
        ["segment"] = policy.Segment,
        ["posture"] = policy.Posture.ToString(),
        ["approvalRoles"] = Texts(policy.ApprovalRoles.Order(StringComparer.Ordinal)),
        ["weights"] = new JsonObject(policy.Risk.Weights.Select(weight => KeyValuePair.Create(weight.Key, (JsonNode?)JsonValue.Create(weight.Value)))),
        ["thresholds"] = new JsonArray([.. policy.Risk.Thresholds.OrderBy(threshold => threshold.AtLeast).Select(threshold => new JsonObject
        {
            ["atLeast"] = threshold.AtLeast,
            ["roles"] = Texts(threshold.Roles.Order(StringComparer.Ordinal)),
        })]),
        ["autoApproveBelow"] = policy.Risk.AutoApproveBelow?.ToString(CultureInfo.InvariantCulture),
        ["denyAt"] = policy.Risk.DenyAt?.ToString(CultureInfo.InvariantCulture),
        ["rules"] = new JsonArray([.. rules.Select(rule => Describe(rule.Definition))]),
    };

    private static JsonObject Describe(RuleDefinition rule) => new()
    {
        ["source"] = rule.Source,
        ["name"] = rule.Name,
        ["when"] = rule.When,
        ["then"] = rule.Then.ToString(),
        ["roles"] = Texts(rule.Roles.Order(StringComparer.Ordinal)),
        ["message"] = rule.Message,
        ["enforcement"] = rule.Enforcement.ToString(),
        ["control"] = rule.Control,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
