using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Runtime.Tests.Controllers;
using SegmentOperator.Runtime.Tests.Leadership;

namespace SegmentOperator.Runtime.Tests.Metrics;

public class MetricNamesTests
{
    /// <summary>What dashboards made for controller-runtime ask for, with the labels that they ask by.</summary>
    [Theory]
    [InlineData("controller_runtime_reconcile_total{controller=\"named\",result=\"success\"}")]
    [InlineData("controller_runtime_reconcile_total{controller=\"named\",result=\"error\"}")]
    [InlineData("controller_runtime_reconcile_total{controller=\"named\",result=\"requeue_after\"}")]
    [InlineData("controller_runtime_reconcile_errors_total{controller=\"named\"}")]
    [InlineData("controller_runtime_terminal_reconcile_errors_total{controller=\"named\"}")]
    [InlineData("controller_runtime_reconcile_time_seconds_bucket{controller=\"named\",le=\"0.005\"}")]
    [InlineData("controller_runtime_max_concurrent_reconciles{controller=\"named\"}")]
    [InlineData("controller_runtime_active_workers{controller=\"named\"}")]
    [InlineData("workqueue_depth{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_adds_total{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_retries_total{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_queue_duration_seconds_count{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_work_duration_seconds_count{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_unfinished_work_seconds{controller=\"named\",name=\"named\"}")]
    [InlineData("workqueue_longest_running_processor_seconds{controller=\"named\",name=\"named\"}")]
    public async Task A_controller_shows_the_series_that_dashboards_know(string series)
    {
        using var metrics = new MetricsCollector();
        await using var harness = new ControllerHarness(controller => controller.Named("named"));
        harness.Put("a");
        await harness.CallsAsync(1);
        for (var i = 0; i < 500 && !metrics.Write().Contains(series, StringComparison.Ordinal); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);

        Assert.Contains(series + " ", metrics.Write(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_does_not_end_shows_for_how_long()
    {
        using var metrics = new MetricsCollector();
        await using var harness = new ControllerHarness(controller => controller.Named("hanging"));
        var stuck = new TaskCompletionSource();
        harness.OnReconcile = async (_, _) =>
        {
            await stuck.Task;
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);
        harness.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.Contains("workqueue_longest_running_processor_seconds{controller=\"hanging\",name=\"hanging\"} 20\n", metrics.Write(), StringComparison.Ordinal);
        stuck.SetResult();
    }

    [Fact]
    public async Task Who_leads_shows_1_and_who_stands_by_0()
    {
        using var metrics = new MetricsCollector();
        var (server, time, name) = (new LeaseServer(), new TestSupport.ManualTimeProvider(), $"status-{Environment.ProcessId}");
        using var end = new CancellationTokenSource();
        using var elector = new LeaderElector(
            server.Connect(), new() { Namespace = "ns", Name = name }, "a", time, new Random(1), NullLogger<LeaderElector>.Instance);
        var running = Task.Run(() => elector.RunAsync(end.Token));
        await time.AdvanceUntilAsync(() => elector.IsHeld && metrics.Write().Contains($"leader_election_master_status{{name=\"{name}\"}} 1\n", StringComparison.Ordinal), TimeSpan.FromSeconds(5));

        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Contains($"leader_election_master_status{{name=\"{name}\"}} 0\n", metrics.Write(), StringComparison.Ordinal);
    }
}
