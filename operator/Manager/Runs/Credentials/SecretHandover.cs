using System.Text;
using SegmentOperator.Kubernetes;
using SegmentOperator.RunContract;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>Hands over in an immutable Secret of the run's own name, which only the run's pod mounts.</summary>
[Rbac("", "secrets", "get,create,patch,delete", Reason = "a run's credential is handed over in a Secret of the isolation namespace, and taken back", Role = Names.IsolationClusterRole)]
internal sealed class SecretHandover(IKubernetesClient client) : ICredentialHandover
{
    private const string RevokeAtAnnotation = Names.Domain + "/revoke-at";

    public async Task<HandedOver?> FindAsync(RunName run, CancellationToken cancellationToken)
    {
        if (await client.FindAsync<Secret>(run.Name, run.Namespace, cancellationToken) is not { } secret)
            return null;
        var revokeAt = secret.Metadata.Annotations?.GetValueOrDefault(RevokeAtAnnotation);
        return new HandedOver(
            Text(secret, RunPaths.AccessTokenFile),
            Uri.TryCreate(revokeAt, UriKind.Absolute, out var uri) ? uri : null,
            Text(secret, RunPaths.TargetCaFile));
    }

    public async Task<bool> HandOverAsync(RunName run, string segment, IReadOnlyDictionary<string, byte[]> files, Uri? revokeAt, CancellationToken cancellationToken)
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
                Annotations = revokeAt is null ? null : new(StringComparer.Ordinal) { [RevokeAtAnnotation] = revokeAt.ToString() },
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

    private static string? Text(Secret secret, string file) =>
        secret.Data?.GetValueOrDefault(file) is { } data ? Encoding.UTF8.GetString(Convert.FromBase64String(data)) : null;
}
