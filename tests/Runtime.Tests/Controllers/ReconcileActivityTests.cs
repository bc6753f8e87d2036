using System.Collections.Concurrent;
using System.Diagnostics;

namespace SegmentOperator.Runtime.Tests.Controllers;

public sealed class ReconcileActivityTests : IDisposable
{
    private readonly ActivitySource _source = new("test.triggers");
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public ReconcileActivityTests()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name is "test.triggers" or "SegmentOperator.Runtime",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    [Fact]
    public async Task A_reconcile_has_a_span_of_its_own_that_links_to_everything_that_asked_for_it()
    {
        await using var harness = new ControllerHarness(controller => controller.Named("linked"));
        var goOn = new SemaphoreSlim(0);
        harness.OnReconcile = async (_, _) =>
        {
            await goOn.WaitAsync(CancellationToken.None);
            return ReconcileResult.Done;
        };
        harness.Put("a");
        await harness.CallsAsync(1);
        var triggers = new List<ActivityContext>();
        foreach (var name in new[] { "first", "second" })
        {
            using var trigger = _source.StartActivity(name)!;
            triggers.Add(trigger.Context);
            harness.Put("a");
        }

        goOn.Release(2);
        await harness.CallsAsync(2);
        for (var i = 0; i < 500 && Spans().Count < 2; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);

        var span = Spans()[1];
        var changes = span.Links.Select(link => _ended.Single(change => change.SpanId == link.Context.SpanId)).ToList();
        Assert.Equal(triggers.Select(context => context.SpanId), changes.Select(change => change.ParentSpanId));
        Assert.All(changes, change => Assert.Equal(("a", "modified"), (change.GetTagItem("k8s.object.name"), change.GetTagItem("k8s.change.type"))));
        Assert.Null(span.Parent);
        Assert.Equal(("linked", "a", "ns"), (span.GetTagItem("k8s.controller"), span.GetTagItem("k8s.object.name"), span.GetTagItem("k8s.namespace.name")));
    }

    [Fact]
    public async Task A_reconcile_that_fails_says_so_in_its_span()
    {
        await using var harness = new ControllerHarness(controller => controller.Named("failing"));
        harness.OnReconcile = (_, _) => throw new TerminalException("it cannot be");
        harness.Put("a");
        await harness.CallsAsync(1);
        for (var i = 0; i < 500 && Spans("failing").Count < 1; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);

        Assert.Equal((ActivityStatusCode.Error, "it cannot be"), (Spans("failing")[0].Status, Spans("failing")[0].StatusDescription));
    }

    private List<Activity> Spans(string controller = "linked") => [.. _ended.Where(span => span.OperationName == $"reconcile {controller}")];
}
