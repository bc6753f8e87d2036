namespace SegmentOperator.Oci;

/// <summary>Simple sources of credentials.</summary>
public static class RegistryCredentials
{
    /// <summary>No credentials: every registry is asked anonymously.</summary>
    public static IRegistryCredentials Anonymous { get; } = new AnonymousCredentials();

    /// <summary>One credential for one registry (host or host:port, as in references); anonymous elsewhere.</summary>
    public static IRegistryCredentials For(string registry, RegistryCredential credential) =>
        new SingleCredential(registry, credential);

    /// <summary>The first source that knows a credential answers.</summary>
    public static IRegistryCredentials FirstOf(params IReadOnlyList<IRegistryCredentials> sources) => new CredentialChain(sources);

    private sealed class AnonymousCredentials : IRegistryCredentials
    {
        public ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
            ValueTask.FromResult<RegistryCredential?>(null);
    }

    private sealed class SingleCredential(string registry, RegistryCredential credential) : IRegistryCredentials
    {
        public ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
            ValueTask.FromResult(
                string.Equals(repository.Registry, registry, StringComparison.OrdinalIgnoreCase) ? credential : null);
    }

    private sealed class CredentialChain(IReadOnlyList<IRegistryCredentials> sources) : IRegistryCredentials
    {
        public async ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken)
        {
            foreach (var source in sources)
            {
                if (await source.FindAsync(repository, cancellationToken) is { } credential) return credential;
            }

            return null;
        }
    }
}
