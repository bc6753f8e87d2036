using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>What a segment demands of people's sessions, as the API server shows them under userInfo.extra.</summary>
[Collection(ProductionCollection.Name)]
public sealed class SessionTests(Production production)
{
    private const string Demands = """

          authentication:
            requireMFA: true
            maxAuthAge: 15m
            sourceRanges: [203.0.113.0/24]
            requireManagedDevice: true
            claims: [{name: acr, anyOf: [urn:example:high]}]
        """;

    [Fact]
    public async Task A_session_that_shows_everything_passes_and_one_that_lacks_something_is_denied_by_name()
    {
        var segment = await production.SegmentAsync("session", Demands);
        var full = Session(TimeSpan.FromMinutes(1));
        Assert.Equal(GrantPhase.Active, (await AskAsync(segment, full)).Status!.Phase);
        foreach (var (claim, values, reason) in ((string, string[]?, string)[])
        [
            ("amr", null, "FactorMissing"),
            ("amr", ["pwd"], "FactorMissing"),
            ("auth_time", null, "AuthenticationTooOld"),
            ("auth_time", [$"{TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeSeconds()}"], "AuthenticationTooOld"),
            ("source", ["198.51.100.7"], "SourceNotAllowed"),
            ("device", ["unknown"], "DeviceNotManaged"),
            ("acr", null, "ClaimMissing"),
        ])
        {
            var session = new Dictionary<string, IReadOnlyList<string>>(full, StringComparer.Ordinal);
            session.Remove($"segment-operator.dev/{claim}");
            if (values is not null)
                session[$"segment-operator.dev/{claim}"] = values;
            var denied = await AskAsync(segment, session);
            Assert.Equal((GrantPhase.Denied, reason), (denied.Status!.Phase, denied.Status.Reason));
            Assert.Contains($"segment-operator.dev/{claim}", denied.Status.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_claim_that_the_session_does_not_have_cannot_be_stated()
    {
        var session = Session(TimeSpan.FromMinutes(1));
        using var weak = As("alice", "developers", new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["segment-operator.dev/amr"] = ["pwd"] });
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => weak.CreateAsync(Grant("finance", "alice", "developers", session), new CreateOptions(), default));
        Assert.Contains("spec.requester.claims may name only what the API server knows of your session", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approver_whose_session_lacks_what_is_demanded_does_not_count()
    {
        var segment = await production.SegmentAsync("session", People.TwoRoles + Demands);
        var grant = await AskAsync(segment, Session(TimeSpan.FromMinutes(1)), status => status is { Phase: GrantPhase.AwaitingApproval, Review: not null });
        var judged = await production.JudgedAsync(await production.DecideAsync("carol", grant, "manager"), ApprovalState.Void, "FactorMissing");
        Assert.Contains("more than one factor", judged.Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_configured_keys_a_Strict_segment_demands_more_than_one_factor_by_itself()
    {
        await production.World.Operator!.StopAsync();
        await production.World.StartOperator("--claim=amr=login.example.com/amr,device=login.example.com/device", "--claim=").WaitUntilReadyAsync(Production.Patience);
        try
        {
            var segment = await production.SegmentAsync("session", "", yaml => yaml.Replace("posture: Standard", "posture: Strict", StringComparison.Ordinal)
                .Replace("  egress:", "  approvals: {roles: [{name: manager, subjects: [{kind: Group, name: managers}]}]}\n  egress:", StringComparison.Ordinal));
            var denied = await AskAsync(segment, Session(TimeSpan.FromMinutes(1)));
            Assert.Equal("FactorMissing", denied.Status!.Reason);
            Assert.Contains("login.example.com/amr", denied.Status.Message, StringComparison.Ordinal);
            await AskAsync(
                segment, new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["login.example.com/amr"] = ["otp"] }, status => status.Phase == GrantPhase.AwaitingApproval);
        }
        finally
        {
            await production.World.Operator!.StopAsync();
            await production.World.StartOperator().WaitUntilReadyAsync(Production.Patience);
        }
    }

    private static Dictionary<string, IReadOnlyList<string>> Session(TimeSpan age) => new(StringComparer.Ordinal)
    {
        ["segment-operator.dev/amr"] = ["otp"],
        ["segment-operator.dev/auth_time"] = [$"{(TimeProvider.System.GetUtcNow() - age).ToUnixTimeSeconds()}"],
        ["segment-operator.dev/source"] = ["203.0.113.9"],
        ["segment-operator.dev/device"] = ["compliant"],
        ["segment-operator.dev/acr"] = ["urn:example:high"],
    };

    private async Task<AccessGrant> AskAsync(string segment, IReadOnlyDictionary<string, IReadOnlyList<string>> session, Func<AccessGrantStatus, bool>? until = null)
    {
        using var alice = As("alice", "developers", session);
        var created = await alice.CreateAsync(Grant(segment, "alice", "developers", session), new CreateOptions(), default);
        return await production.GrantIsAsync(created.Metadata.Name!, until ?? (status => status.Phase is GrantPhase.Active or GrantPhase.Denied));
    }

    private AccessGrant Grant(string segment, string user, string group, IReadOnlyDictionary<string, IReadOnlyList<string>> session) => new()
    {
        Metadata = new() { Name = production.Name("session"), Namespace = World.TeamNamespace },
        Spec = new()
        {
            Segment = segment,
            Requester = new() { Username = user, Uid = $"u-{user}", Groups = [group], Claims = session },
            Subject = new() { Kind = SubjectKind.User, Name = "bob" },
            Role = "investigator",
            Duration = "10m",
            Justification = "Incident INC-42.",
        },
    };

    /// <summary>An authenticator that shows more of a session stands behind the API server; here the administrator plays it.</summary>
    private KubernetesClient As(string user, string group, IReadOnlyDictionary<string, IReadOnlyList<string>> extra)
    {
        var admin = ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Path.Combine(production.World.Directory, "admin.kubeconfig") }, TimeProvider.System);
        return new(admin with { ImpersonateUser = user, ImpersonateUid = $"u-{user}", ImpersonateGroups = [group], ImpersonateExtra = extra }, TimeProvider.System);
    }
}
