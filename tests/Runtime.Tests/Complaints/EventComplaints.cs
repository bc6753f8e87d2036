using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime.Tests.Events;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Complaints;

/// <summary>dotnet/dotnet-operator-sdk 619, 681. README.md says which line each test depends on.</summary>
public sealed class EventComplaints : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly EventServer _server = new();
    private readonly CancellationTokenSource _end = new();
    private EventRecorder _recorder = null!;
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _recorder = new(_server, new(), _time, new Random(1), NullLogger<EventRecorder>.Instance);
        _running = Task.Run(() => _recorder.RunAsync(_end.Token));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(5)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>dotnet-operator-sdk 619: events vanish after the first.</summary>
    [Fact]
    public async Task Each_thing_that_happens_to_an_object_is_an_event_and_repetitions_are_counted()
    {
        var pod = Pod("a", "uid-a");
        foreach (var reason in new[] { "Started", "Waiting", "Finished" })
            _recorder.Record(pod, EventType.Normal, reason, "note");
        _recorder.Record(pod, EventType.Warning, "Waiting", "note");
        _recorder.Record(pod, EventType.Normal, "Waiting", "another note");
        for (var i = 0; i < 6; i++)
            _recorder.Record(pod, EventType.Normal, "Waiting", "note");
        await _time.AdvanceUntilAsync(
            () => _server.Created.Count == 5 && _server.Patches.LastOrDefault().Count == 7, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));

        var series = _server.Created.Single(value => value is { Reason: "Waiting", Type: "Normal", Note: "note" });
        Assert.All(_server.Patches, patch => Assert.Equal(series.Metadata.Name, patch.Name));
        Assert.Equal(5, _server.Created.Select(value => value.Metadata.Name).Distinct().Count());
    }

    /// <summary>dotnet-operator-sdk 681: events attach to the wrong object.</summary>
    [Fact]
    public async Task The_same_words_about_two_objects_of_one_name_are_two_events_each_at_its_own()
    {
        _recorder.Record(Pod("a", "first"), EventType.Normal, "Started", "note");
        _recorder.Record(Pod("a", "second"), EventType.Normal, "Started", "note");
        _recorder.Record(new ConfigMap { Metadata = new() { Name = "a", Namespace = "ns", Uid = "third" } }, EventType.Normal, "Started", "note");
        await _time.AdvanceUntilAsync(() => _server.Created.Count == 3, TimeSpan.FromSeconds(5));

        Assert.Equal(
            [("Pod", "first"), ("Pod", "second"), ("ConfigMap", "third")],
            _server.Created.Select(value => (value.Regarding!.Kind, value.Regarding.Uid)));
        Assert.Empty(_server.Patches);
    }

    private static Pod Pod(string name, string uid) => new() { Metadata = new() { Name = name, Namespace = "ns", Uid = uid } };
}
