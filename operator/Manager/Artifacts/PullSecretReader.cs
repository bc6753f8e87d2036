using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>Reads Secrets with registry credentials from the operator's namespace, as <c>kubectl create secret docker-registry</c> makes them.</summary>
internal sealed class PullSecretReader(IReferences references, string ns)
{
    private static readonly string[] Keys = [".dockerconfigjson", ".dockercfg"];

    /// <param name="field">What names the Secret, for the message.</param>
    /// <param name="name">The Secret's name.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The Secret, or what stands against it.</returns>
    public async Task<(PullSecret? Secret, SegmentProblem? Problem)> ReadAsync(string field, string name, CancellationToken cancellationToken)
    {
        foreach (var key in Keys)
        {
            if ((await references.ReadAsync(ReferenceKind.Secret, new() { Name = name, Key = key }, cancellationToken)).Content is not { } content)
                continue;
            try
            {
                return (new(content, DockerConfigCredentials.Parse(content)), null);
            }
            catch (FormatException e)
            {
                return (null, new("PullSecretInvalid", $"{field}: the Secret {ns}/{name} cannot be used: {e.Message}."));
            }
        }

        return (null, new("PullSecretMissing", $"{field}: there is no Secret {ns}/{name} with the entry .dockerconfigjson or .dockercfg. Create it in the operator's namespace: kubectl create secret docker-registry {name} -n {ns} …"));
    }
}

/// <summary>A Secret with registry credentials.</summary>
/// <param name="Content">The entry's bytes, by which a rotated Secret is told from the one before.</param>
/// <param name="Credentials">What it opens.</param>
internal sealed record PullSecret(byte[] Content, IRegistryCredentials Credentials)
{
    public override string ToString() => "registry credentials";
}
