using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests;

public class ConditionTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<Condition> _conditions = [];

    [Fact]
    public void The_transition_time_moves_only_with_the_status()
    {
        var start = _time.GetUtcNow();
        Assert.True(_conditions.Set("Ready", "False", "Waiting", "for x", 1, _time));
        _time.Advance(TimeSpan.FromSeconds(90.7));
        Assert.True(_conditions.Set("Ready", "False", "StillWaiting", "for y", 2, _time));
        Assert.Equal(start, _conditions.Single().LastTransitionTime);

        Assert.True(_conditions.Set("Ready", "True", "Done", "", 2, _time));
        Assert.Equal(start.AddSeconds(90), _conditions.Single().LastTransitionTime);
        Assert.False(_conditions.Set("Ready", "True", "Done", "other words", 3, _time));
        Assert.Equal(("other words", 3L), (_conditions.Single().Message, _conditions.Single().ObservedGeneration));
    }

    [Fact]
    public void Ready_reconciling_and_stalled_exclude_each_other_as_kstatus_reads_them()
    {
        _conditions.SetReconciling("Pulling", "", 1, _time);
        Assert.Equal(["Ready", "Reconciling"], Types(ConditionStatus.True, ConditionStatus.False));
        Assert.False(_conditions.IsTrue("Ready"));

        _conditions.SetStalled("BadReference", "fix it", 1, _time);
        Assert.Equal(["Ready", "Stalled"], Types(ConditionStatus.True, ConditionStatus.False));

        _conditions.SetReady("Done", "", 1, _time);
        Assert.Equal(["Ready"], Types(ConditionStatus.True));
    }

    private IEnumerable<string> Types(params string[] statuses) =>
        _conditions.Where(condition => statuses.Contains(condition.Status)).Select(condition => condition.Type).Order();
}
