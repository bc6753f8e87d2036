using System.Security.Cryptography;
using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>What is verified: an artifact that is known by its digest, or whose bytes are at hand.</summary>
public sealed class SubjectArtifact
{
    private readonly byte[]? sha256;
    private readonly byte[]? sha384;
    private readonly byte[]? sha512;

    /// <summary>An artifact known by its digest alone. Ed25519, which signs bytes, cannot be checked with it.</summary>
    public SubjectArtifact(Digest digest)
    {
        Digest = digest;
        var hash = Convert.FromHexString(digest.Hex);
        if (hash.Length == SHA256.HashSizeInBytes) sha256 = hash;
        else sha512 = hash;
    }

    /// <summary>An artifact by its bytes. They are not copied and must not change.</summary>
    public SubjectArtifact(ReadOnlyMemory<byte> content)
    {
        Content = content;
        sha256 = SHA256.HashData(content.Span);
        sha384 = SHA384.HashData(content.Span);
        sha512 = SHA512.HashData(content.Span);
        Digest = Digest.Compute(content.Span);
    }

    /// <summary>Its digest: the one that was given, or sha256 of its bytes.</summary>
    public Digest Digest { get; }

    /// <summary>Its bytes, where they are at hand.</summary>
    internal ReadOnlyMemory<byte>? Content { get; }

    /// <summary>Its hash by an algorithm; null where that is not known.</summary>
    internal byte[]? Hash(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA256 ? sha256
        : algorithm == HashAlgorithmName.SHA384 ? sha384
        : algorithm == HashAlgorithmName.SHA512 ? sha512 : null;

    /// <summary>Whether this is a digest of the artifact, as in-toto spells it.</summary>
    internal bool HasDigest(string algorithm, string hex) =>
        Hashes.Parse(algorithm) is { } name && Hash(name) is { } hash
        && string.Equals(Convert.ToHexStringLower(hash), hex, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Digest.ToString();
}
