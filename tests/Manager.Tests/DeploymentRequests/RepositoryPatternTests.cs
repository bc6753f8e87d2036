using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Manager.DeploymentRequests;

public sealed class RepositoryPatternTests
{
    [Theory]
    [InlineData("registry.example.com/sf/finance/revenue", "registry.example.com/sf/finance/revenue", true)]
    [InlineData("registry.example.com/sf/finance/*", "registry.example.com/sf/finance/revenue", true)]
    [InlineData("registry.example.com/sf/finance/*", "registry.example.com/sf/finance/a/b", false)]
    [InlineData("registry.example.com/sf/finance/*", "registry.example.com/sf/finance", false)]
    [InlineData("registry.example.com/sf/**", "registry.example.com/sf/finance/a/b", true)]
    [InlineData("registry.example.com/sf/**", "registry.example.com/sf", false)]
    [InlineData("registry.example.com/sf/**", "registry.example.com.evil.example/sf/x", false)]
    [InlineData("registry.example.com/sf/fin*ce", "registry.example.com/sf/finance", true)]
    [InlineData("registry.example.com/sf/fin*ce", "registry.example.com/sf/fince", true)]
    [InlineData("registry.example.com/sf/fin*ce", "registry.example.com/sf/fine", false)]
    [InlineData("registry.example.com/sf/a*b*c", "registry.example.com/sf/a-b-b-c", true)]
    [InlineData("registry.example.com/sf/a*b*c", "registry.example.com/sf/ac", false)]
    [InlineData("registry.example.com/*/x", "registry.example.com/sf/finance/x", false)]
    public void A_pattern_matches_what_it_says_and_nothing_else(string pattern, string repository, bool matches) =>
        Assert.Equal(matches, RepositoryPattern.Matches(pattern, repository));

    [Fact]
    public void A_star_never_reaches_over_a_slash()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), text =>
            RepositoryPattern.Matches("r/*", "r/" + text.Get) == !text.Get.Contains('/', StringComparison.Ordinal)).QuickCheckThrowOnFailure();
    }
}
