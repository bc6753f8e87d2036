using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Security.Rbac;

namespace SegmentOperator.DevCluster.Tests.Security;

public sealed class PolicyRuleTests
{
    private static readonly UserInfo Alice = new("alice", "", [], UserInfo.NoExtra);
    private static readonly string[] Words = ["*", "get", "pods", "pods/log", "*/log", "apps", ""];

    [Theory]
    [InlineData("get", "pods", "", "", true)]
    [InlineData("list", "pods", "", "", false)]
    [InlineData("get", "pods", "log", "", false)]
    [InlineData("get", "secrets", "", "only", true)]
    [InlineData("get", "secrets", "", "other", false)]
    [InlineData("get", "secrets", "", "", false)]
    [InlineData("get", "nodes", "status", "", true)]
    public void A_rule_allows_what_it_names(string verb, string resource, string subresource, string name, bool expected)
    {
        PolicyRule[] rules =
        [
            PolicyRule.ForResources("get", "core", "pods"),
            PolicyRule.ForResources("get", "core", "*/status"),
            PolicyRule.ForResources("get update", "core", "secrets") with { ResourceNames = ["only"] },
        ];
        var request = new AuthorizationAttributes(Alice, verb, "", "v1", resource, subresource, "ns", name);
        Assert.Equal(expected, rules.Any(r => r.Allows(request)));
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/apis/x/y", true)]
    [InlineData("/metrics", false)]
    public void A_path_matches_itself_or_a_star_at_the_end(string path, bool expected) =>
        Assert.Equal(expected, PolicyRule.ForPaths("get", "/healthz /apis/*").Allows(new AuthorizationAttributes(Alice, "get", Path: path)));

    [Fact]
    public void Who_has_a_rule_holds_all_its_parts() => Prop.ForAll(Rules().ToArbitrary(), rule => rule.Split().All(rule.Covers)).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_covered_is_allowed() => Prop.ForAll(Rules().ToArbitrary(), Rules().ToArbitrary(), (mine, theirs) => theirs.Split()
        .Where(p => mine.Covers(p) && p.Resources[0] != "*" && !p.Resources[0].StartsWith('*') && p.Verbs[0] != "*" && p.ApiGroups[0] != "*")
        .All(p => mine.Allows(Request(p)))).QuickCheckThrowOnFailure();

    [Fact]
    public void A_rule_is_shown_in_the_order_of_its_fields() =>
        Assert.Equal("{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"delete\"]}", PolicyRule.ForResources("get delete", "core", "secrets").ToString());

    private static AuthorizationAttributes Request(PolicyRule part)
    {
        var parts = part.Resources[0].Split('/');
        return new AuthorizationAttributes(Alice, part.Verbs[0], part.ApiGroups[0], "v1", parts[0], parts.Length > 1 ? parts[1] : "",
            Name: part.ResourceNames.Count > 0 ? part.ResourceNames[0] : "any");
    }

    private static Gen<PolicyRule> Rules()
    {
        var list = Gen.Elements(Words).NonEmptyListOf().Select(l => (IReadOnlyList<string>)[.. l.Distinct()]);
        return from verbs in list
               from groups in list
               from resources in list
               from names in Gen.Elements("a", "b").ListOf().Select(l => (IReadOnlyList<string>)[.. l.Distinct()])
               select new PolicyRule(verbs, groups, resources, names, []);
    }
}
