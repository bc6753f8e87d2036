using System.Globalization;
using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.RunContract;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>Hands over in an immutable Secret of the run's own name, which only the run's pod mounts.</summary>
[Rbac("", "secrets", "get,create,patch,delete", Reason = "a run's credential is handed over in a Secret of the isolation namespace, and taken back", Role = Names.IsolationClusterRole)]
internal sealed class SecretHandover(IKubernetesClient client) : ICredentialHandover
{
    private const string RevokeAtAnnotation = Names.Domain + "/revoke-at";

    // The request's status tells of the credential only once it is written: a start that is interrupted before it finds it here.
    private const string SubjectAnnotation = Names.Domain + "/credential-subject";
    private const string IssuedAtAnnotation = Names.Domain + "/credential-issued-at";
    private const string ExpiresAtAnnotation = Names.Domain + "/credential-expires-at";

    public async Task<HandedOver?> FindAsync(RunName run, CancellationToken cancellationToken)
    {
        if (await client.FindAsync<Secret>(run.Name, run.Namespace, cancellationToken) is not { } secret)
            return null;
        var revokeAt = secret.Metadata.Annotations?.GetValueOrDefault(RevokeAtAnnotation);
        return new HandedOver(
            Text(secret, RunPaths.AccessTokenFile),
            Uri.TryCreate(revokeAt, UriKind.Absolute, out var uri) ? uri : null,
            Text(secret, RunPaths.TargetCaFile))
        { Record = Record(secret) };
    }

    public async Task<bool> HandOverAsync(RunName run, string segment, IReadOnlyDictionary<string, byte[]> files, RunCredential credential, CancellationToken cancellationToken)
    {
        var secret = new Secret
        {
            Metadata = new()
            {
                Name = run.Name,
                Namespace = run.Namespace,
                Labels = new(StringComparer.Ordinal)
                {
                    [Names.ManagedByLabel] = Names.FieldManager,
                    [Names.SegmentLabel] = segment,
                    [Names.OwnerUidLabel] = run.RequestUid,
                },
                // Whoever else deletes it, the token in it can still be revoked.
                Finalizers = [Names.RunFinalizer],
                Annotations = Annotations(credential),
            },
            Type = "Opaque",
            Immutable = true,
            Data = files.ToDictionary(file => file.Key, file => Convert.ToBase64String(file.Value), StringComparer.Ordinal),
        };
        try
        {
            await client.CreateAsync(secret, new CreateOptions { FieldManager = Names.FieldManager }, cancellationToken);
            return true;
        }
        catch (KubernetesException e) when (e.IsAlreadyExists)
        {
            return false;
        }
    }

    public Task TieAsync(RunName run, Pod pod, CancellationToken cancellationToken) =>
        client.PatchAsync<Secret>(run.Name, run.Namespace, Owners.Patch(pod), new PatchOptions { FieldManager = Names.FieldManager }, cancellationToken);

    public async Task WithdrawAsync(RunName run, CancellationToken cancellationToken)
    {
        if (await client.DeleteAsync<Secret>(run.Name, run.Namespace, new DeleteOptions(), cancellationToken)
            && await client.FindAsync<Secret>(run.Name, run.Namespace, cancellationToken) is { } leaving)
            await client.RemoveFinalizerAsync(leaving, Names.RunFinalizer, cancellationToken);
    }

    private static Dictionary<string, string> Annotations(RunCredential credential)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SubjectAnnotation] = credential.Subject,
            [IssuedAtAnnotation] = credential.IssuedAt.ToString("O", CultureInfo.InvariantCulture),
            [ExpiresAtAnnotation] = credential.ExpiresAt.ToString("O", CultureInfo.InvariantCulture),
        };
        if (credential.RevokeAt is { } org)
            annotations[RevokeAtAnnotation] = org.ToString();
        return annotations;
    }

    private static CredentialStatus? Record(Secret secret) => secret.Metadata.Annotations is { } annotations && Time(annotations, IssuedAtAnnotation) is { } issued
        ? new() { Subject = annotations.GetValueOrDefault(SubjectAnnotation), SecretName = secret.Metadata.Name, IssuedAt = issued, ExpiresAt = Time(annotations, ExpiresAtAnnotation) }
        : null;

    private static DateTimeOffset? Time(Dictionary<string, string> annotations, string name) =>
        DateTimeOffset.TryParse(annotations.GetValueOrDefault(name), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) ? time : null;

    private static string? Text(Secret secret, string file) =>
        secret.Data?.GetValueOrDefault(file) is { } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : null;
}
