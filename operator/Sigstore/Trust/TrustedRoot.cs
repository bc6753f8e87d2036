using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>
/// The certificates and keys of a Sigstore instance, as a <c>trusted_root.json</c> names them. Immutable; keep one and use it for
/// many verifications, because it keeps what it has learnt about its certificates.
/// </summary>
public sealed class TrustedRoot
{
    internal TrustedRoot(
        string hash,
        IReadOnlyList<TrustedLog> logs,
        IReadOnlyList<TrustedAuthority> certificateAuthorities,
        IReadOnlyList<TrustedLog> certificateLogs,
        IReadOnlyList<TrustedAuthority> timestampAuthorities)
    {
        (Hash, Logs, CertificateAuthorities) = (hash, logs, certificateAuthorities);
        (CertificateLogs, TimestampAuthorities) = (certificateLogs, timestampAuthorities);
    }

    /// <summary>sha256 over the document that it was read from, in hexadecimal.</summary>
    public string Hash { get; }

    internal IReadOnlyList<TrustedLog> Logs { get; }

    internal IReadOnlyList<TrustedAuthority> CertificateAuthorities { get; }

    internal IReadOnlyList<TrustedLog> CertificateLogs { get; }

    internal IReadOnlyList<TrustedAuthority> TimestampAuthorities { get; }

    /// <summary>A root that trusts nobody: what an authority of its own certificates has where no instance is named.</summary>
    internal static TrustedRoot Nobody { get; } = new("none", [], [], [], []);

    /// <summary>Reads a <c>trusted_root.json</c>.</summary>
    /// <param name="json">UTF-8.</param>
    /// <exception cref="MalformedException">It is none; the message names the field.</exception>
    public static TrustedRoot Parse(ReadOnlyMemory<byte> json) =>
        TrustedRootReader.Read(json, Convert.ToHexStringLower(SHA256.HashData(json.Span)));
}
