using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime.Tests.Controllers;

public class ControllerTests
{
    [Fact]
    public async Task An_object_is_reconciled_when_it_appears_and_changes_and_its_deletion_is_told()
    {
        await using var harness = new ControllerHarness();
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Put("a");
        await harness.CallsAsync(2);
        harness.Remove("a");
        await harness.CallsAsync(3);

        Assert.Equal(["a", "a", "-a"], harness.Calls);
    }

    [Fact]
    public async Task An_object_that_was_replaced_under_its_name_is_told_as_gone_first()
    {
        await using var harness = new ControllerHarness();
        harness.Put("a", "first");
        await harness.CallsAsync(1);
        harness.Put("a", "second");
        await harness.CallsAsync(3);

        Assert.Equal(["a", "-a", "a"], harness.Calls);
    }

    [Fact]
    public async Task A_key_of_nothing_is_no_deletion()
    {
        await using var harness = new ControllerHarness();
        harness.Controller.Enqueue(new("ns", "never"));
        harness.Put("a");
        await harness.CallsAsync(1);

        Assert.Equal(["a"], harness.Calls);
    }

    [Fact]
    public async Task An_exception_does_not_end_anything_and_is_repeated()
    {
        await using var harness = new ControllerHarness();
        var failures = 0;
        harness.OnReconcile = (_, _) => ++failures <= 3 ? throw new InvalidOperationException("no") : Task.FromResult(ReconcileResult.Done);
        harness.Put("a");

        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Count == 4, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(5));
        harness.Put("b");
        await harness.CallsAsync(5);
    }

    [Fact]
    public async Task A_terminal_failure_waits_for_the_next_change()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = (_, _) => throw new TerminalException("never");
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.CallsAsync(1);
        harness.Put("a");
        await harness.CallsAsync(2);
    }

    [Fact]
    public async Task A_stalled_object_is_not_repeated_until_it_changes()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = (_, _) => Task.FromResult(ReconcileResult.Stalled("BadSpec", "fix it"));
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Time.Advance(TimeSpan.FromDays(1));
        await harness.CallsAsync(1);
    }

    [Fact]
    public async Task A_change_in_between_does_not_lose_the_deadline_because_the_reconcile_states_it_again()
    {
        await using var harness = new ControllerHarness();
        var due = harness.Time.GetUtcNow().AddMinutes(10);
        harness.OnReconcile = (_, _) => Task.FromResult(ReconcileResult.At(due));
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Time.Advance(TimeSpan.FromMinutes(5));
        harness.Put("a");
        await harness.CallsAsync(2);
        harness.OnReconcile = (_, _) => Task.FromResult(ReconcileResult.Done);

        harness.Time.Advance(TimeSpan.FromMinutes(4.9));
        await harness.CallsAsync(2);
        harness.Time.Advance(TimeSpan.FromMinutes(0.2));
        await harness.CallsAsync(3);
    }

    [Fact]
    public async Task A_reconcile_that_takes_too_long_is_cancelled_and_repeated()
    {
        await using var harness = new ControllerHarness();
        var hang = true;
        harness.OnReconcile = async (_, cancellationToken) =>
        {
            if (hang)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);
        hang = false;

        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Count == 2, TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_reconcile_that_ignores_its_cancellation_keeps_its_key_and_frees_its_worker()
    {
        await using var harness = new ControllerHarness();
        var stuck = new TaskCompletionSource();
        harness.OnReconcile = async (entity, _) =>
        {
            if (entity.Metadata.Name == "stuck")
                await stuck.Task;
            return ReconcileResult.Done;
        };
        harness.Put("stuck");
        await harness.CallsAsync(1);
        harness.Put("stuck");
        harness.Put("b");

        await harness.Time.AdvanceUntilAsync(() => harness.Calls.Contains("b"), TimeSpan.FromSeconds(45), TimeSpan.FromSeconds(1));
        Assert.Equal(["stuck", "b"], harness.Calls);
        stuck.SetResult();
        await harness.CallsAsync(3);
    }

    [Fact]
    public async Task The_entity_belongs_to_the_call_and_the_cache_stays_as_it_was()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = (entity, _) =>
        {
            entity.Data = new() { ["spoiled"] = "yes" };
            return Task.FromResult(ReconcileResult.Done);
        };
        harness.Put("a");
        await harness.CallsAsync(1);

        Assert.Null(harness.Cache.Get(new("ns", "a"))!.Data);
    }

    [Fact]
    public async Task A_key_that_waits_holds_no_worker()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = (_, _) => Task.FromResult(ReconcileResult.After(TimeSpan.FromHours(1)));
        for (var i = 0; i < 100; i++)
            harness.Put($"{i}");

        await harness.CallsAsync(100);
    }

    [Fact]
    public async Task A_filter_keeps_changes_out_and_never_deletions()
    {
        await using var harness = new ControllerHarness(builder => builder.When(_ => false));
        harness.Put("a");
        await harness.CallsAsync(0);
        harness.Remove("a");
        await harness.CallsAsync(1);
    }

    [Fact]
    public async Task Stopping_lets_what_runs_end_and_begins_nothing_new()
    {
        await using var harness = new ControllerHarness();
        var gate = new TaskCompletionSource();
        var finished = false;
        harness.OnReconcile = async (_, _) =>
        {
            await gate.Task;
            finished = true;
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Put("b");
        var stopping = harness.StopAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.False(stopping.IsCompleted);

        gate.SetResult();
        await stopping;

        Assert.True(finished);
        Assert.Equal(["a"], harness.Calls);
    }

    [Fact]
    public async Task Losing_the_leadership_cancels_what_runs()
    {
        await using var harness = new ControllerHarness();
        harness.OnReconcile = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);

        await harness.AbandonAsync();
        await harness.StopAsync();
    }

    [Fact]
    public async Task What_is_overdue_goes_before_the_rest_of_the_first_list()
    {
        await using var harness = new ControllerHarness(builder => builder.FirstAt(map => map.Metadata.CreationTimestamp));
        using var open = new SemaphoreSlim(0);
        harness.OnReconcile = async (_, ends) =>
        {
            await open.WaitAsync(ends);
            return ReconcileResult.Done;
        };
        harness.Put("first");
        await harness.CallsAsync(1);
        var start = harness.Time.GetUtcNow();
        harness.Cache.Replace([Listed("first", null), Listed("a", null), Listed("b", start.AddSeconds(5)), Listed("c", start.AddSeconds(-5)), Listed("d", start.AddDays(1))], "100", reset: false);
        harness.Time.Advance(TimeSpan.FromSeconds(5));
        open.Release(10);
        await harness.CallsAsync(6);

        Assert.Equal(["first", "b", "c"], harness.Calls.Take(3));

        static ConfigMap Listed(string name, DateTimeOffset? moment) => new() { Metadata = new() { Name = name, Namespace = "ns", Uid = "u", ResourceVersion = "50", CreationTimestamp = moment } };
    }
}
