using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Segments;

public sealed class SegmentFactsTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, Framework.Hipaa, Posture.Strict)]
    [InlineData(null, Framework.Sox, Posture.Strict)]
    [InlineData(null, Framework.PciDss, Posture.Strict)]
    [InlineData(null, Framework.FedRamp, Posture.Strict)]
    [InlineData(null, Framework.Gdpr, Posture.Standard)]
    [InlineData(null, Framework.Internal, Posture.Standard)]
    [InlineData(Posture.Minimal, Framework.Internal, Posture.Minimal)]
    [InlineData(Posture.Strict, Framework.Gdpr, Posture.Strict)]
    public void Frameworks_raise_the_posture(Posture? stated, Framework framework, Posture effective) =>
        Assert.Equal(effective, SegmentFacts.Of(With(new() { Posture = stated, Frameworks = [framework] })).Posture);

    [Theory]
    [InlineData(Posture.Minimal, Framework.Gdpr)]
    [InlineData(Posture.Standard, Framework.Sox)]
    [InlineData(Posture.Minimal, Framework.Hipaa)]
    public void A_posture_below_the_frameworks_is_a_problem(Posture stated, Framework framework) =>
        Assert.Contains(Problems(With(new() { Posture = stated, Frameworks = [framework] })), problem => problem.Reason == "PostureTooLow");

    [Theory]
    [InlineData(Posture.Strict, "45m", "SessionTooLong")]
    [InlineData(Posture.Strict, "10m", "SessionTooShort")]
    [InlineData(Posture.Standard, "3h", "SessionTooLong")]
    [InlineData(Posture.Minimal, "9h", "SessionTooLong")]
    public void A_session_timeout_keeps_to_its_posture(Posture posture, string timeout, string reason) =>
        Assert.Contains(Problems(With(new() { Posture = posture, Authentication = new() { SessionTimeout = timeout } })), problem => problem.Reason == reason);

    [Fact]
    public void The_thirteenth_segment_needs_an_exception()
    {
        var older = Enumerable.Range(0, 12).Select(number => Named($"s{number:00}", Now.AddMinutes(number))).ToArray();
        var thirteenth = Named("late", Now.AddHours(1));
        Assert.Contains(SegmentChecks.Problems(thirteenth, [.. older, thirteenth], Now), problem => problem.Reason == "TooManySegments");
        Assert.Empty(SegmentChecks.Problems(older[11], [.. older, thirteenth], Now));
        thirteenth.Spec.Exceptions = [new() { Name = "limit", Type = ExceptionType.SegmentLimit, Justification = "merger" }];
        Assert.Empty(SegmentChecks.Problems(thirteenth, [.. older, thirteenth], Now));
    }

    [Fact]
    public void A_sandbox_carries_the_standard_of_its_production()
    {
        var production = With(new() { Frameworks = [Framework.Sox] });
        var sandbox = Named("sandbox", Now);
        sandbox.Spec = new() { SandboxOf = production.Metadata.Name, Posture = Posture.Standard, Environment = SegmentEnvironment.Sandbox };
        Assert.Contains(SegmentChecks.Problems(sandbox, [production, sandbox], Now), problem => problem.Reason == "SandboxBelowProduction");
    }

    private static IEnumerable<SegmentProblem> Problems(Segment segment) => SegmentChecks.Problems(segment, [segment], Now);

    private static Segment With(SegmentSpec spec) => new() { Metadata = new() { Name = "finance", CreationTimestamp = Now }, Spec = spec };

    private static Segment Named(string name, DateTimeOffset created) => new() { Metadata = new() { Name = name, CreationTimestamp = created } };
}
