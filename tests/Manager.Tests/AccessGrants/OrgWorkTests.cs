using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants.Salesforce;
using SegmentOperator.Runtime;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.AccessGrants;

public sealed class OrgWorkTests
{
    private readonly Queue _queue = new();
    private readonly OrgWork _work;

    public OrgWorkTests() => _work = new(_queue, new ManualTimeProvider());

    [Fact]
    public async Task An_org_that_does_not_answer_holds_up_nobody_elses_revocation()
    {
        var never = new TaskCompletionSource<string>();
        for (var i = 0; i < 100; i++)
            Assert.Null(await _work.AskAsync(Grant($"stuck-{i}"), Org("slow"), _ => never.Task));
        Assert.Null(await _work.AskAsync(Grant("quick"), Org("fast"), _ => Task.FromResult("gone")));
        await _queue.EnqueuedAsync("quick");
        Assert.Equal("gone", await _work.AskAsync(Grant("quick"), Org("fast"), _ => Task.FromResult("again")));
        never.SetResult("at last");
        await _queue.EnqueuedAsync("stuck-99");
    }

    [Fact]
    public async Task An_org_has_a_few_pieces_of_work_at_a_time()
    {
        var (now, most) = (0, 0);
        var go = new TaskCompletionSource();
        for (var i = 0; i < 50; i++)
        {
            _work.Begin(Grant($"g-{i}"), Org("one"), async _ =>
            {
                var running = Interlocked.Increment(ref now);
                lock (_queue)
                    most = Math.Max(most, running);
                await go.Task;
                Interlocked.Decrement(ref now);
                return "";
            });
        }

        go.SetResult();
        for (var i = 0; i < 50; i++)
            await _queue.EnqueuedAsync($"g-{i}");
        Assert.InRange(most, 1, 4);
    }

    [Fact]
    public async Task What_went_wrong_is_thrown_to_who_asks_and_forgotten()
    {
        var grant = Grant("g");
        Assert.Null(await _work.AskAsync<string>(grant, Org("one"), _ => throw new GrantAccessException("CouldNotAskOrg", "no", isFinal: false)));
        await _queue.EnqueuedAsync("g");
        await Assert.ThrowsAsync<GrantAccessException>(() => _work.AskAsync(grant, Org("one"), _ => Task.FromResult("x")));
        Assert.Null(await _work.AskAsync(grant, Org("one"), _ => Task.FromResult("x")));
        await _queue.EnqueuedAsync("g");
        Assert.Equal("x", await _work.AskAsync(grant, Org("one"), _ => Task.FromResult("y")));
    }

    [Fact]
    public async Task The_outcome_of_giving_is_none_of_taking()
    {
        var grant = Grant("g");
        _work.Begin(grant, Org("one"), _ => Task.FromResult("given"));
        await _queue.EnqueuedAsync("g");
        Assert.Null(await _work.AskAsync(grant, Org("one"), _ => Task.FromResult(new RevocationProof { Gone = true })));
        await _queue.EnqueuedAsync("g");
        Assert.True((await _work.AskAsync(grant, Org("one"), _ => Task.FromResult(new RevocationProof())))!.Gone);
    }

    private static AccessGrant Grant(string name) => new() { Metadata = new() { Name = name, Namespace = "team", Uid = name } };

    private static SalesforceTarget Org(string name) => new() { LoginUrl = $"https://{name}.example.com", ClientId = "c", Username = "u" };

    private sealed class Queue : IControllerQueue<AccessGrant>
    {
        private readonly ConcurrentDictionary<string, SemaphoreSlim> _enqueued = new(StringComparer.Ordinal);

        public void Enqueue(ObjectKey key) => Of(key.Name).Release();

        public void EnqueueAfter(ObjectKey key, TimeSpan delay) => throw new NotSupportedException();

        public async Task EnqueuedAsync(string name) => Assert.True(await Of(name).WaitAsync(TimeSpan.FromSeconds(20)), $"{name} was not looked at again");

        private SemaphoreSlim Of(string name) => _enqueued.GetOrAdd(name, _ => new(0));
    }
}
