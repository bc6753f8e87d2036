using SegmentOperator.DevCluster.Faults;

namespace SegmentOperator.DevCluster.Tests.Faults;

public sealed class FaultRuleTests
{
    private static readonly Fault Drop = new(FaultKind.Drop);

    [Theory]
    [InlineData("get", "pods", "", "alice", true)]
    [InlineData("get", "pods", "log", "alice", true)]
    [InlineData("list", "pods", "", "alice", false)]
    [InlineData("get", "secrets", "", "alice", false)]
    [InlineData("get", "pods", "", "bob", false)]
    public void A_rule_strikes_what_its_target_says(string verb, string resource, string subresource, string user, bool struck)
    {
        var rules = new FaultRules();
        rules.Once(Drop, "get", "pods", "alice");
        Assert.Equal(struck, Next(rules, verb, resource, subresource, user) is not null);
    }

    [Fact]
    public void A_rule_for_a_subresource_leaves_the_resource_alone()
    {
        var rules = new FaultRules();
        rules.Always(Drop, new FaultTarget(Resource: "segments/status"));
        Assert.Null(Next(rules, "patch", "segments"));
        Assert.NotNull(Next(rules, "patch", "segments", "status"));
    }

    [Fact]
    public void A_rule_for_two_calls_is_spent_after_two()
    {
        var rules = new FaultRules();
        var rule = rules.Once(Drop, new FaultTarget("get"), times: 2);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => Next(rules, "get", "pods") is not null));
        Assert.Equal((2, 2), (rule.Injected, rules.Injected));
    }

    [Fact]
    public void A_withdrawn_rule_strikes_no_more()
    {
        var rules = new FaultRules();
        rules.Always(Drop, new FaultTarget()).Dispose();
        Assert.Null(Next(rules, "get", "pods"));
    }

    [Fact]
    public void The_same_seed_strikes_the_same_calls_in_whatever_order_they_come()
    {
        var objects = Enumerable.Range(0, 50).Select(i => $"o{i}").ToList();
        var forth = Fates(7, objects);
        Assert.Equal(forth, Fates(7, Enumerable.Reverse(objects)));
        Assert.NotEqual(forth, Fates(8, objects));
    }

    [Fact]
    public void A_share_is_kept_over_many_calls()
    {
        var rules = new FaultRules();
        rules.Share(Drop, 0.3, 1);
        var struck = Enumerable.Range(0, 10_000).Count(_ => Next(rules, "get", "pods") is not null);
        Assert.InRange(struck, 2_800, 3_200);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_that_is_none_is_refused(double share) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FaultRules().Share(Drop, share, 1));

    private static string Fates(int seed, IEnumerable<string> objects)
    {
        var rules = new FaultRules();
        rules.Share(Drop, 0.5, seed);
        var fates = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in objects)
            fates[name] = string.Concat(Enumerable.Range(0, 4).Select(_ => Next(rules, "get", "pods", name: name) is null ? '.' : '!'));
        return string.Join(' ', fates.Values);
    }

    private static Fault? Next(FaultRules rules, string verb, string resource, string subresource = "", string user = "alice", string name = "n") =>
        ((IFaults)rules).Next(new FaultRequest(verb, "", resource, subresource, "default", name, user));
}
