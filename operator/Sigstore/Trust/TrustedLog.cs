using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>A transparency log or certificate transparency log of a trusted root.</summary>
/// <param name="Id">What entries and signed certificate timestamps name it by.</param>
/// <param name="CheckpointId">What the signature lines of its checkpoints name it by, in their first four bytes.</param>
/// <param name="BaseUrl">Where it is served.</param>
/// <param name="Key">Its key.</param>
/// <param name="Validity">When it may have used the key.</param>
internal sealed record TrustedLog(byte[] Id, byte[] CheckpointId, string BaseUrl, PublicKey Key, ValidityWindow Validity)
{
    /// <summary>The host and port of <see cref="BaseUrl"/>: the origin of a Rekor v2 log's checkpoints.</summary>
    public string Host { get; } = HostOf(BaseUrl);

    private readonly SignatureMemo promises = new();

    /// <summary>Whether the log signed a certificate's timestamp. The answer is kept for as long as the root is.</summary>
    public bool Promised(byte[] message, ReadOnlyMemory<byte> signature, SignatureScheme scheme)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Hashes have one length, so nothing can be shifted from one part into the next.
        hash.AppendData(SHA256.HashData(message));
        hash.AppendData(SHA256.HashData(Encoding.ASCII.GetBytes(scheme.ToString())));
        hash.AppendData(signature.Span);
        return promises.Remember(
            hash.GetHashAndReset(), (message, signature, scheme), Key, static (s, key) => key.Verify(s.message, s.signature.Span, s.scheme));
    }

    private static string HostOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        return (start < 0 ? url : url[(start + 3)..]).TrimEnd('/');
    }
}
