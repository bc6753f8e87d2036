using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.RunContract;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>Access tokens of a Salesforce org: one for each run, issued by the JWT bearer flow and revoked when the run ends.</summary>
internal sealed class SalesforceIssuer(
    IKubernetesClient client,
    ICache<DeploymentRequest> requests,
    SalesforceTokenClient tokens,
    OrgTrust trust,
    ManagerOptions options,
    TimeProvider clock) : ICredentialIssuer
{
    public bool NeedsPod => false;

    public bool Serves(string targetKey) => targetKey.StartsWith(SegmentFacts.SalesforceTarget, StringComparison.Ordinal);

    public Task<string> PrepareAsync(Segment segment, RunName run, CancellationToken cancellationToken) => Task.FromResult(Names.RunnerServiceAccount);

    public async Task<IssuedRun> IssueAsync(Segment segment, DeploymentRequest request, RunName run, Pod? pod, CancellationToken cancellationToken)
    {
        var org = segment.Spec.Target!.Salesforce!;
        // Everything that can be missing is read before there is a token that would have to be revoked.
        var authorities = await trust.ReadAsync(org, cancellationToken);
        var login = new SalesforceLogin(new Uri(org.LoginUrl), org.ClientId, org.Username, org.Audience, authorities);
        using var key = PrivateKey.Import(await ReadKeyAsync(org.PrivateKeySecretRef, cancellationToken), $"Secret {options.Namespace}/{org.PrivateKeySecretRef.Name}, entry {org.PrivateKeySecretRef.Key},");
        var now = clock.GetUtcNow();
        var token = await tokens.MintAsync(login, key, cancellationToken);
        if (org.InstanceUrl is { } expected && !SameOrigin(new Uri(expected), token.InstanceUrl))
        {
            await tokens.RevokeAsync(login.LoginUrl, authorities, token.AccessToken, cancellationToken);
            throw new CredentialException("WrongInstance", $"{login.LoginUrl.Host} issued a token for {token.InstanceUrl.Authority}, and spec.target.salesforce.instanceUrl is {expected}. Correct one of them.", isFinal: true);
        }

        return new IssuedRun(
            new RunCredential(token.AccessToken, org.Username, now, now + SegmentFacts.Of(segment).SessionTimeout, login.LoginUrl),
            new RunTarget { Salesforce = Target(org, token, request) },
            authorities);
    }

    public Task RevokeAsync(RunName run, HandedOver? handedOver, CancellationToken cancellationToken) =>
        handedOver is { AccessToken: { } token, RevokeAt: { } org } ? tokens.RevokeAsync(org, handedOver.AuthoritiesPem, token, cancellationToken) : Task.CompletedTask;

    private SalesforceRunTarget Target(SalesforceTarget org, SalesforceToken token, DeploymentRequest request) => new()
    {
        InstanceUrl = token.InstanceUrl.GetLeftPart(UriPartial.Authority),
        ApiVersion = org.ApiVersion,
        TestLevel = Enum.Parse<SalesforceTestLevel>((request.Spec.TestLevel ?? org.TestLevel).ToString()),
        RunTests = request.Spec.RunTests,
        ValidatedDeployId = request.Spec.Operation == DeploymentOperation.QuickDeploy ? ValidatedDeployId(request) : null,
    };

    private string ValidatedDeployId(DeploymentRequest request)
    {
        var validated = requests.Get(new ObjectKey(request.Metadata.Namespace!, request.Spec.ValidatedBy!));
        return validated is { Spec.Operation: DeploymentOperation.Validate, Status: { Phase: DeploymentPhase.Succeeded, Run.DeployId: { } id } }
            && validated.Spec.Segment == request.Spec.Segment
            && validated.Status.Artifact?.Digest == request.Status?.Artifact?.Digest
            ? id
            : throw new CredentialException("NotValidated", $"spec.validatedBy names {request.Spec.ValidatedBy}, which is no successful Validate of the same digest in this segment. Validate first, then make a new request.", isFinal: true);
    }

    private async Task<string> ReadKeyAsync(KeyReference reference, CancellationToken cancellationToken)
    {
        var secret = await client.FindAsync<Secret>(reference.Name, options.Namespace, cancellationToken);
        return secret?.Data?.GetValueOrDefault(reference.Key) is { } data
            ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : throw new CredentialException("PrivateKeyMissing", $"Secret {options.Namespace}/{reference.Name} {(secret is null ? "does not exist" : $"has no entry {reference.Key}")}. Put the private key of the connected app's certificate there; the request goes on by itself.", isFinal: false);
    }

    private static bool SameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
