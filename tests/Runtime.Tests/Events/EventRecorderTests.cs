using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using SegmentOperator.Kubernetes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Runtime.Tests.Events;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly EventServer _server = new();
    private readonly CancellationTokenSource _end = new();
    private EventRecorder _recorder = null!;
    private Task _running = Task.CompletedTask;

    public Task InitializeAsync()
    {
        var options = new ControllerRuntimeOptions { ControllerName = "segment-operator.dev/test", InstanceName = "me" };
        _recorder = new(_server, options, _time, new Random(1), NullLogger<EventRecorder>.Instance);
        _running = Task.Run(() => _recorder.RunAsync(_end.Token));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await _running.WaitAsync(TimeSpan.FromSeconds(5));
            throw new OperationCanceledException();
        });
        _end.Dispose();
    }

    [Fact]
    public async Task An_event_is_attached_to_its_object_in_its_namespace()
    {
        _recorder.Record(Pod("p"), EventType.Warning, "Failed", "it failed", "Run", Pod("related"));
        await CountAsync(1);

        var value = _server.Created.Single();
        Assert.Equal(("ns", "Pod", "p", "uid-p", "v1"), (value.Metadata.Namespace, value.Regarding!.Kind, value.Regarding.Name, value.Regarding.Uid, value.Regarding.ApiVersion));
        Assert.Equal(("Warning", "Failed", "it failed", "Run", "related"), (value.Type, value.Reason, value.Note, value.Action, value.Related!.Name));
        Assert.Equal(("segment-operator.dev/test", "me"), (value.ReportingController, value.ReportingInstance));
        Assert.StartsWith("p.", value.Metadata.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_of_one_second_sort_by_name_as_they_happened_and_no_two_share_one()
    {
        for (var i = 0; i < 20; i++)
        {
            _recorder.Record(Pod("p"), EventType.Normal, $"Step{(char)('Z' - i)}", "");
            await CountAsync(i + 1);
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        var names = _server.Created.Select(value => value.Metadata.Name!).ToList();
        Assert.Equal(names, names.Order(StringComparer.Ordinal));
        var (one, other) = (Request(1), Request(2));
        Assert.Equal(one[..^10], other[..^10]);
        Assert.NotEqual(one, other);
        Assert.Equal(253, one.Length);

        static string Request(ulong random) => new EventRequest(EventRequest.Reference(Pod(new string('p', 253))), null, EventType.Normal, "R", "A", "", new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).ToEvent("c", "i", random).Metadata.Name!;
    }

    [Fact]
    public async Task An_object_without_a_namespace_has_its_events_in_default()
    {
        _recorder.Record(new ClusterRole { Metadata = new() { Name = "r", Uid = "u" } }, EventType.Normal, "Done", "");
        await CountAsync(1);

        Assert.Equal("default", _server.Created.Single().Metadata.Namespace);
    }

    [Fact]
    public async Task The_same_again_counts_the_event_up_and_does_not_make_another()
    {
        for (var i = 0; i < 50; i++)
            _recorder.Record(Pod("p"), EventType.Normal, "Waiting", "for x");
        await _time.AdvanceUntilAsync(() => _server.Patches.LastOrDefault().Count == 50, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));

        Assert.Single(_server.Created);
        Assert.InRange(_server.Patches.Count, 2, 3);
        Assert.Equal(_server.Created.Single().Metadata.Name, _server.Patches.Last().Name);
    }

    [Fact]
    public async Task After_six_quiet_minutes_it_is_a_new_event()
    {
        _recorder.Record(Pod("p"), EventType.Normal, "Waiting", "for x");
        await CountAsync(1);
        for (var i = 0; i < 40; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        _recorder.Record(Pod("p"), EventType.Normal, "Waiting", "for x");
        await CountAsync(2);
    }

    [Fact]
    public async Task One_object_that_talks_too_much_is_cut_short_and_others_are_heard()
    {
        for (var i = 0; i < 100; i++)
            _recorder.Record(Pod("noisy"), EventType.Normal, "Reason", $"{i}");
        _recorder.Record(Pod("quiet"), EventType.Normal, "Reason", "x");
        await CountAsync(26);

        Assert.Single(_server.Created, value => value.Regarding!.Name == "quiet");
    }

    [Fact]
    public async Task A_server_that_fails_for_a_moment_gets_the_event_later_and_one_that_refuses_does_not_stop_the_next()
    {
        _server.Fail = 1;
        _recorder.Record(Pod("p"), EventType.Normal, "Late", "");
        await _time.AdvanceUntilAsync(() => _server.Created.Count == 1, TimeSpan.FromSeconds(5));

        _server.Forbid = 1;
        _recorder.Record(Pod("p"), EventType.Normal, "Refused", "");
        _recorder.Record(Pod("p"), EventType.Normal, "Next", "");
        await CountAsync(2);
        Assert.Equal(["Late", "Next"], _server.Created.Select(value => value.Reason));
    }

    [Fact]
    public async Task Recording_never_waits_even_when_the_server_does()
    {
        _server.Fail = int.MaxValue;
        for (var i = 0; i < 5000; i++)
            _recorder.Record(Pod($"{i}"), EventType.Normal, "Reason", "x");

        _server.Fail = 0;
        await _time.AdvanceUntilAsync(() => !_server.Created.IsEmpty, TimeSpan.FromSeconds(10));
        Assert.InRange(_server.Created.Count, 1, 1001);
    }

    [Fact]
    public void A_note_that_is_too_long_is_cut_between_characters()
    {
        var note = EventRequest.Cut(new string('ä', 2000));

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(note), 1000, 1024);
        Assert.EndsWith("ä…", note, StringComparison.Ordinal);
        Assert.Equal("short", EventRequest.Cut("short"));
    }

    private static Pod Pod(string name) => new() { Metadata = new() { Name = name, Namespace = "ns", Uid = $"uid-{name}" } };

    private async Task CountAsync(int count)
    {
        for (var i = 0; i < 1000 && _server.Created.Count < count; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.Equal(count, _server.Created.Count);
    }
}
