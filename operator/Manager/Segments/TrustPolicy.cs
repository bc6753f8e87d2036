using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Segments;

/// <summary>Makes the verifier's policy of a segment's artifact policy, reading the keys that it refers to.</summary>
[Rbac("", "configmaps,secrets", "get", Role = Names.OwnRole, Reason = "segments refer to keys, certificates and credentials in the operator's own namespace")]
internal sealed class TrustPolicy(IKubernetesClient client, ManagerOptions options)
{
    /// <summary>The policy; or the problem, when a key cannot be read or used.</summary>
    public async Task<(VerificationPolicy? Policy, SegmentProblem? Problem)> BuildAsync(ArtifactPolicy? artifacts, CancellationToken cancellationToken)
    {
        if (artifacts is null || artifacts.Authorities.Count == 0)
            return (null, new("NoAuthority", "spec.artifacts.authorities names nobody: no artifact can be verified. Add the public key of whoever signs."));
        try
        {
            var authorities = new List<Authority>();
            foreach (var authority in artifacts.Authorities)
            {
                if (authority.Key is { } key)
                    authorities.Add(new Sigstore.KeyAuthority(authority.Name, await ReadAsync(authority.Name, key, cancellationToken)));
            }

            return authorities.Count == 0
                ? (null, new("AuthorityNotServed", "This version verifies authorities with a key; spec.artifacts.authorities has none."))
                : (new VerificationPolicy(authorities, artifacts.Require), null);
        }
        catch (PolicyException e)
        {
            return (null, new("AuthorityInvalid", $"spec.artifacts.authorities: {e.Message}."));
        }
    }

    private async Task<string> ReadAsync(string authority, Api.V1Alpha1.KeyAuthority key, CancellationToken cancellationToken)
    {
        if (key.Data is { } inline)
            return inline;
        var reference = key.ConfigMapRef ?? key.SecretRef!;
        var text = key.ConfigMapRef is not null
            ? (await client.FindAsync<ConfigMap>(reference.Name, options.Namespace, cancellationToken))?.Data?.GetValueOrDefault(reference.Key)
            : Decode((await client.FindAsync<Secret>(reference.Name, options.Namespace, cancellationToken))?.Data?.GetValueOrDefault(reference.Key));
        return text ?? throw new PolicyException($"the key of authority '{authority}' is not there: {(key.ConfigMapRef is null ? "Secret" : "ConfigMap")} {options.Namespace}/{reference.Name} has no entry {reference.Key}", authority);
    }

    private static string? Decode(string? base64) => base64 is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
