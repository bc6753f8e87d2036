using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants.Salesforce;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

public sealed class UntouchedGrantsTests
{
    private readonly Mock<ICache<AccessGrant>> _cache = new();
    private readonly UntouchedGrants _untouched;
    private Action<CacheChange<AccessGrant>> _tell = _ => { };

    public UntouchedGrantsTests()
    {
        _cache.Setup(cache => cache.Subscribe(It.IsAny<Action<CacheChange<AccessGrant>>>())).Callback((Action<CacheChange<AccessGrant>> handler) => _tell = handler);
        _untouched = new(_cache.Object);
    }

    [Theory]
    [InlineData(GrantPhase.Revoked)]
    [InlineData(GrantPhase.Expired)]
    [InlineData(GrantPhase.Failed)]
    public void A_grant_that_has_ended_without_an_assignment_leaves_nothing_behind(GrantPhase phase)
    {
        _untouched.Add(Grant("one", GrantPhase.Active));
        _untouched.Add(Grant("two", GrantPhase.Active));
        _tell(new(new ObjectKey("team", "one"), Grant("one", GrantPhase.Revoking), Grant("one", phase), Initial: false));
        Assert.False(_untouched.Contains(Grant("one", phase)));
        Assert.Equal(1, _untouched.Count);
    }

    [Fact]
    public void Until_the_end_is_on_record_it_is_remembered_and_a_grant_that_is_gone_is_forgotten()
    {
        var grant = Grant("one", GrantPhase.Active);
        _untouched.Add(grant);
        _tell(new(new ObjectKey("team", "one"), grant, Grant("one", GrantPhase.Revoking), Initial: false));
        Assert.True(_untouched.Contains(grant));
        _tell(new(new ObjectKey("team", "one"), Grant("one", GrantPhase.Revoking), null, Initial: false));
        Assert.Equal(0, _untouched.Count);
    }

    [Fact]
    public void What_is_sent_makes_the_difference_once()
    {
        var grant = Grant("one", GrantPhase.Active);
        _untouched.Add(grant);
        Assert.True(_untouched.Remove(grant));
        Assert.False(_untouched.Remove(grant));
    }

    private static AccessGrant Grant(string name, GrantPhase phase) => new() { Metadata = new() { Name = name, Namespace = "team", Uid = $"u-{name}" }, Status = new() { Phase = phase } };
}
