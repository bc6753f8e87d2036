namespace SegmentOperator.Oci;

/// <summary>
/// Runs a docker credential helper (<c>docker-credential-NAME get</c>). A seam: a docker configuration that names helpers is
/// an error unless the program that reads it brings one of these.
/// </summary>
public interface ICredentialHelper
{
    /// <summary>What the helper of this name knows about this registry, or null.</summary>
    ValueTask<RegistryCredential?> GetAsync(string helper, string registry, CancellationToken cancellationToken);
}
