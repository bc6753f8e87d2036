using System.Security.Cryptography;
using System.Text;
using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.AccessGrants;
using SegmentOperator.Manager.AccessGrants.Salesforce;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Runs.Salesforce;
using SegmentOperator.RegistrySim;
using SegmentOperator.Runtime;
using SegmentOperator.SalesforceSim;

namespace SegmentOperator.Manager.Runs;

/// <summary>An org behind a private authority, which the segment names: the operator trusts it as the run's pod does.</summary>
public sealed class OrgTrustTests : IAsyncLifetime
{
    private const string User = "deploy@acme.example";
    private static readonly RunName Run = new("segment-finance", "run-1", "uid");
    private readonly LoopbackCertificate _certificate = LoopbackCertificate.Create(TimeProvider.System.GetUtcNow());
    private readonly RSA _key = RSA.Create(2048);
    private readonly Mock<IKubernetesClient> _cluster = new();
    private SalesforceSimServer _org = null!;

    public async Task InitializeAsync()
    {
        _org = await SalesforceSimServer.StartAsync(new() { ServerCertificate = _certificate.Server, ConnectedApps = [new("app", _key.ExportSubjectPublicKeyInfoPem(), [User])], Users = [new(User)] });
        _cluster.Setup(cluster => cluster.FindAsync<Secret>("org", "segment-system", It.IsAny<CancellationToken>())).ReturnsAsync(
            new Secret { Data = new() { ["key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(_key.ExportPkcs8PrivateKeyPem())) } });
        AuthorityIs(_certificate.Authority.ExportCertificatePem());
    }

    public async Task DisposeAsync()
    {
        await _org.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_token_is_issued_and_revoked_where_the_segment_says_whom_to_trust()
    {
        using var trust = Trust();
        var issuer = Issuer(trust);
        var issued = await issuer.IssueAsync(Segment(), new() { Spec = new() { Segment = "finance" } }, Run, pod: null, default);
        Assert.True(_org.IsTokenActive(issued.Credential.AccessToken));
        Assert.Contains("BEGIN CERTIFICATE", issued.TargetCa, StringComparison.Ordinal);

        await issuer.RevokeAsync(Run, new HandedOver(issued.Credential.AccessToken, issued.Credential.RevokeAt, issued.TargetCa), default);

        Assert.False(_org.IsTokenActive(issued.Credential.AccessToken));
    }

    [Fact]
    public async Task An_org_that_nobody_vouches_for_is_not_reached_and_the_message_says_where_to_name_its_authority()
    {
        using var trust = Trust();
        var e = await Assert.ThrowsAsync<CredentialException>(() => Issuer(trust).IssueAsync(Segment(named: false), new(), Run, pod: null, default));
        Assert.Equal(("CouldNotReachOrg", false), (e.Reason, e.IsFinal));
        Assert.Contains("spec.target.salesforce.caConfigMapRef", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "TargetCaMissing")]
    [InlineData("no certificate", "TargetCaInvalid")]
    public async Task No_token_is_asked_for_while_the_certificates_are_missing(string? content, string reason)
    {
        AuthorityIs(content);
        using var trust = Trust();
        var e = await Assert.ThrowsAsync<CredentialException>(() => Issuer(trust).IssueAsync(Segment(), new(), Run, pod: null, default));
        Assert.Equal((reason, false), (e.Reason, e.IsFinal));
        Assert.Contains("segment-system/authorities", e.Message, StringComparison.Ordinal);
        Assert.Empty(_org.Org.TokenRequests);
    }

    [Fact]
    public async Task A_grant_on_a_permission_set_trusts_the_org_by_the_same()
    {
        using var trust = Trust();
        var access = new OrgAccess(trust, new SalesforceTokenClient(trust, TimeProvider.System), _cluster.Object, new ManagerOptions(), TimeProvider.System);
        var rows = await access.UseAsync(Segment().Spec.Target!.Salesforce!, session => session.QueryAsync("SELECT Id FROM User", default), default);
        Assert.Single(rows);
        await Assert.ThrowsAsync<GrantAccessException>(() => access.UseAsync(Segment(named: false).Spec.Target!.Salesforce!, _ => Task.FromResult(0), default));
    }

    private OrgTrust Trust() => new(_cluster.Object, new ManagerOptions());

    private SalesforceIssuer Issuer(OrgTrust trust) =>
        new(_cluster.Object, Mock.Of<ICache<DeploymentRequest>>(), new SalesforceTokenClient(trust, TimeProvider.System), trust, new ManagerOptions(), TimeProvider.System);

    private void AuthorityIs(string? content) =>
        _cluster.Setup(cluster => cluster.FindAsync<ConfigMap>("authorities", "segment-system", It.IsAny<CancellationToken>()))
            .ReturnsAsync(content is null ? null : new ConfigMap { Data = new() { ["ca.crt"] = content } });

    private Segment Segment(bool named = true) => new()
    {
        Metadata = new() { Name = "finance" },
        Spec = new()
        {
            Target = new()
            {
                Salesforce = new()
                {
                    LoginUrl = _org.InstanceUrl,
                    InstanceUrl = _org.InstanceUrl,
                    ClientId = "app",
                    Username = User,
                    PrivateKeySecretRef = new() { Name = "org", Key = "key" },
                    CaConfigMapRef = named ? new() { Name = "authorities", Key = "ca.crt" } : null,
                },
            },
        },
    };
}
