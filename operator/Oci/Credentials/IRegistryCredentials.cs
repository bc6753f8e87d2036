namespace SegmentOperator.Oci;

/// <summary>Where the client gets the credentials for a repository from. Implementations may read files or Secrets; they are asked
/// again whenever a token has to be renewed, so a rotated credential is picked up.</summary>
public interface IRegistryCredentials
{
    /// <summary>The credential for this repository, or null for anonymous access.</summary>
    ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken);
}
