using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Runtime;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Manager.Governance;

/// <summary>What has ended goes in order: written down, its Approvals, itself; whatever breaks in between.</summary>
public sealed class RetentionOrderTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _steps = [];
    private readonly Mock<IKubernetesClient> _cluster = new();
    private readonly Mock<ICache<Approval>> _approvals = new();
    private readonly ManagerTelemetry _telemetry = new();
    private string? _broken;

    public RetentionOrderTests()
    {
        Step<Approval>("Approval");
        Step<AccessGrant>("AccessGrant");
        _approvals.Setup(cache => cache.ByIndex(Indexes.ByTargetUid, "uid-past")).Returns(
        [
            new()
            {
                Metadata = new() { Name = "denial", Namespace = "team", Uid = "uid-denial" },
                Spec = new() { Target = new() { Kind = ApprovalTargetKind.AccessGrant, Name = "past", Uid = "uid-past" }, Role = "manager", Decision = ApprovalDecision.Deny, Approver = new() { Username = "carol" } },
            },
        ]);
    }

    public void Dispose() => _telemetry.Dispose();

    [Fact]
    public async Task Nothing_goes_before_it_was_written_down_and_that_had_time_to_leave_the_process()
    {
        var retention = Retention();
        var first = await retention.KeepAsync(Grant(), Brief, default);
        Assert.Equal("written down", Assert.Single(_steps));
        Assert.Equal(ReconcileResult.After(Governance.Retention.Settle), first);
        _clock.Advance(Governance.Retention.Settle);
        Assert.Equal(ReconcileResult.Done, await retention.KeepAsync(Grant(), Brief, default));
        Assert.Equal(["written down", "Approval denial", "AccessGrant past"], _steps);
    }

    [Theory]
    [InlineData("Approval denial", new[] { "written down", "Approval denial" })]
    [InlineData("AccessGrant past", new[] { "written down", "Approval denial", "AccessGrant past" })]
    public async Task What_breaks_in_between_is_done_again_from_there_by_this_process_and_from_the_start_by_the_next(string broken, string[] done)
    {
        var retention = Retention();
        await retention.KeepAsync(Grant(), Brief, default);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _broken = broken;
        await Assert.ThrowsAsync<KubernetesUnreachableException>(() => retention.KeepAsync(Grant(), Brief, default));
        Assert.Equal(done, _steps);
        _broken = null;
        await retention.KeepAsync(Grant(), Brief, default);
        Assert.Equal("AccessGrant past", _steps[^1]);
        Assert.Single(_steps, "written down");

        _steps.Clear();
        await Retention().KeepAsync(Grant(), Brief, default);
        Assert.Equal("written down", Assert.Single(_steps));
    }

    [Fact]
    public async Task What_somebody_deletes_is_written_down_before_its_Approvals_go()
    {
        await Retention().WriteDownAsync(Grant(), default);
        Assert.Equal(["written down", "Approval denial"], _steps);
    }

    [Fact]
    public async Task Nothing_goes_within_its_retention()
    {
        var result = await Retention().KeepAsync(Grant(), new() { Spec = new() { Evidence = new() { Retention = "30d" } } }, default);
        Assert.Empty(_steps);
        Assert.NotEqual(ReconcileResult.Done, result);
    }

    [Theory]
    [InlineData(LogLevel.Information)]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.None)]
    public void What_goes_is_written_down_however_little_else_is_logged(LogLevel level)
    {
        using var host = ManagerHost.Build(new() { LogLevel = level }, TimeProvider.System, _ => _cluster.Object);
        Assert.True(host.Services.GetRequiredService<ILogger<Retention>>().IsEnabled(LogLevel.Information));
        Assert.Equal(level == LogLevel.Information, host.Services.GetRequiredService<ILogger<Recertification>>().IsEnabled(LogLevel.Information));
    }

    private static Segment Brief => new() { Spec = new() { Evidence = new() { Retention = "1s" } } };

    private Retention Retention() => new(_cluster.Object, _approvals.Object, _telemetry, new Lines(_steps), _clock);

    private AccessGrant Grant() => new()
    {
        Metadata = new() { Name = "past", Namespace = "team", Uid = "uid-past", Finalizers = [Names.GrantFinalizer] },
        Spec = new() { Segment = "finance", Role = "investigator", Requester = new() { Username = "alice" }, Subject = new() { Name = "bob" } },
        Status = new() { Phase = GrantPhase.Expired, RevokedAt = new DateTimeOffset(2025, 12, 31, 23, 0, 0, TimeSpan.Zero) },
    };

    private void Step<T>(string kind)
        where T : class, IKubernetesObject<T> => _cluster
            .Setup(client => client.DeleteAsync<T>(It.IsAny<string>(), "team", It.IsAny<DeleteOptions>(), It.IsAny<CancellationToken>()))
            .Returns((string name, string? _, DeleteOptions _, CancellationToken _) =>
            {
                _steps.Add($"{kind} {name}");
                return _broken == _steps[^1] ? throw new KubernetesUnreachableException("gone") : Task.FromResult(true);
            });

    private sealed class Lines(List<string> steps) : ILogger<Retention>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = formatter(state, exception);
            Assert.Contains("alice asked for investigator for User bob", line, StringComparison.Ordinal);
            Assert.Contains("carol Deny Approval manager", line, StringComparison.Ordinal);
            steps.Add("written down");
        }
    }
}
