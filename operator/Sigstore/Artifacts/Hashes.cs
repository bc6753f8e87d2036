using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>The three hashes that Sigstore knows, in the spellings of its formats.</summary>
internal static class Hashes
{
    /// <summary><c>sha256</c> as in-toto and Rekor v1 spell it, <c>SHA2_256</c> as the protobuf types do.</summary>
    public static HashAlgorithmName? Parse(string? name) => name switch
    {
        "sha256" or "SHA2_256" => HashAlgorithmName.SHA256,
        "sha384" or "SHA2_384" => HashAlgorithmName.SHA384,
        "sha512" or "SHA2_512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    public static HashAlgorithmName? FromOid(string oid) => oid switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    public static byte[] Compute(HashAlgorithmName name, ReadOnlySpan<byte> data) => CryptographicOperations.HashData(name, data);
}
