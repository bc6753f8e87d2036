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
    private readonly string address = AddressOf(BaseUrl);
    private readonly string host = Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) ? url.DnsSafeHost : "";
    private readonly SignatureMemo promises = new();

    /// <summary>
    /// Whether a tiled log's checkpoints may bear this name: the host of <see cref="BaseUrl"/>, as Rekor v2 has it, or the address without
    /// its scheme, as C2SP's tlog-tiles has it. They differ where there is a port or a path.
    /// </summary>
    public bool IsNamed(string name) => name.Length > 0 && (name == host || name == address);

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

    private static string AddressOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        return (start < 0 ? url : url[(start + 3)..]).TrimEnd('/');
    }
}
