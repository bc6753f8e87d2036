using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>The client for the registry that run.json names, and its mirrors.</summary>
internal static class RegistryAccess
{
    public static IRegistryClient Create(RunInput input, TimeProvider time, Random random)
    {
        var artifact = input.Request.Artifact;
        var registry = RepositoryReference.Parse(artifact.Repository).Registry;
        var client = new RegistryClient(
            new RegistryClientOptions
            {
                Credentials = input.RegistryCredentials ?? RegistryCredentials.Anonymous,
                CertificateAuthorities = input.RegistryAuthorities,
                PlainHttpRegistries = [.. PlainHttp(artifact, registry)],
                UserAgent = "segment-runner",
            },
            time,
            random);
        return artifact.Mirrors is { Count: > 0 } ? new MirroredRegistryClient(client, Mirrors(artifact, registry), time) : client;
    }

    /// <exception cref="FormatException">A mirror is spelled wrong.</exception>
    public static MirrorMap Mirrors(RunArtifact artifact, string registry) =>
        new([new(registry, [.. (artifact.Mirrors ?? []).Select(mirror => mirror.Address)])]);

    private static IEnumerable<string> PlainHttp(RunArtifact artifact, string registry)
    {
        if (artifact.PlainHttp)
            yield return registry;
        foreach (var mirror in artifact.Mirrors ?? [])
        {
            if (mirror.PlainHttp)
                yield return mirror.Address.Split('/')[0];
        }
    }
}
