using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime.Tests.Controllers;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>kubernetes-sigs/controller-runtime 3538, 3157. README.md says which line each test depends on.</summary>
public sealed class QueueComplaints
{
    /// <summary>controller-runtime 3538: a priority queue deadlocks on shutdown.</summary>
    [Fact]
    public async Task Stopping_while_keys_pour_in_and_workers_wait_and_work_ends()
    {
        for (var round = 0; round < 20; round++)
        {
            await using var harness = new ControllerHarness(controller => controller.Workers(8));
            harness.OnReconcile = async (_, cancellationToken) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
                return ReconcileResult.After(TimeSpan.FromMilliseconds(1));
            };
            using var pour = new CancellationTokenSource();
            var pouring = Task.Run(async () =>
            {
                for (var i = 0; !pour.IsCancellationRequested; i++)
                {
                    harness.Put($"{i % 50}");
                    harness.Controller.EnqueueAfter(new("ns", $"{i % 50}"), TimeSpan.FromMilliseconds(i % 3));
                    if (i % 50 == 0)
                        await Task.Yield();
                }
            });
            await Task.Delay(TimeSpan.FromMilliseconds(round), TimeProvider.System);

            await harness.StopAsync();
            await pour.CancelAsync();
            await pouring;
        }
    }

    /// <summary>controller-runtime 3538: also when nobody ever asked for anything.</summary>
    [Fact]
    public async Task Stopping_releases_workers_that_wait_for_their_first_key()
    {
        await using var harness = new ControllerHarness(controller => controller.Workers(64));

        await harness.StopAsync();
    }

    /// <summary>controller-runtime 3157: a priority queue loses priority on requeue.</summary>
    [Fact]
    public async Task A_key_that_fails_keeps_its_priority_and_does_not_overtake_news()
    {
        var time = new ManualTimeProvider();
        using var queue = new WorkQueue("priority", time);
        foreach (var name in new[] { "old1", "old2" })
        {
            queue.Add(new("ns", name), QueuePriority.Initial);
            queue.Done((await queue.TakeAsync(default))!, new WorkVerdict.Retry(TimeSpan.Zero));
        }

        queue.Add(new("ns", "live"), QueuePriority.Live);
        queue.Done((await queue.TakeAsync(default))!, new WorkVerdict.Retry(TimeSpan.Zero));
        time.Advance(TimeSpan.FromMilliseconds(5));
        queue.Add(new("ns", "news"), QueuePriority.Live);

        var order = new List<(string, QueuePriority)>();
        while (queue.Depth > 0 && await queue.TakeAsync(default) is { } item)
            order.Add((item.Key.Name, item.Priority));
        Assert.Equal([QueuePriority.Live, QueuePriority.Live, QueuePriority.Initial, QueuePriority.Initial], order.Select(entry => entry.Item2));
        Assert.Equal(["live", "news"], order.Take(2).Select(entry => entry.Item1).Order());
    }
}
