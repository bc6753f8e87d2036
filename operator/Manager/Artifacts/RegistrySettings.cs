using System.Security.Cryptography.X509Certificates;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>How a segment's registries are reached: the operator's own settings, and what the segment adds to them.</summary>
/// <param name="Credentials">The segment's pull secrets, then the operator's own configuration.</param>
/// <param name="AuthoritiesPem">PEM certificates that registries are trusted by, besides the system's; null for none.</param>
/// <param name="PlainHttp">Registries (host:port) that are spoken to without TLS.</param>
/// <param name="Mirrors">For a registry, its mirrors in order.</param>
/// <param name="Key">Equal for settings that are the same; a hash, so that it shows no secret.</param>
internal sealed record RegistrySettings(
    IRegistryCredentials Credentials,
    string? AuthoritiesPem,
    IReadOnlyList<string> PlainHttp,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Mirrors,
    string Key)
{
    public MirrorMap MirrorMap { get; } = new(Mirrors);

    public X509Certificate2Collection? Authorities()
    {
        if (AuthoritiesPem is null)
            return null;
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(AuthoritiesPem);
        return certificates;
    }

    public bool IsPlainHttp(string registry) => PlainHttp.Contains(registry, StringComparer.OrdinalIgnoreCase);

    /// <summary>A repository and its mirrors: everything that a run may have to read from.</summary>
    public IEnumerable<RepositoryReference> Places(RepositoryReference repository) => MirrorMap.Of(repository).Append(repository);
}
