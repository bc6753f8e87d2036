using SegmentOperator.Oci;

namespace SegmentOperator.Runner;

/// <summary>The client for the registry that run.json names.</summary>
internal static class RegistryAccess
{
    public static RegistryClient Create(RunInput input, TimeProvider time, Random random)
    {
        var artifact = input.Request.Artifact;
        return new RegistryClient(
            new RegistryClientOptions
            {
                Credentials = input.RegistryCredentials ?? RegistryCredentials.Anonymous,
                CertificateAuthorities = input.RegistryAuthorities,
                PlainHttpRegistries = artifact.PlainHttp ? [RepositoryReference.Parse(artifact.Repository).Registry] : [],
                UserAgent = "segment-runner",
            },
            time,
            random);
    }
}
