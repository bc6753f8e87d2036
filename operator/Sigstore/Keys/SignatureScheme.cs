using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>How a signature was made, beside the key: the hash, and for RSA the padding.</summary>
internal readonly record struct SignatureScheme(HashAlgorithmName Hash, bool Pss = false)
{
    public static readonly SignatureScheme Sha256 = new(HashAlgorithmName.SHA256);
    public static readonly SignatureScheme Sha384 = new(HashAlgorithmName.SHA384);
    public static readonly SignatureScheme Sha512 = new(HashAlgorithmName.SHA512);
    public static readonly SignatureScheme Sha256Pss = new(HashAlgorithmName.SHA256, Pss: true);
    public static readonly SignatureScheme Sha384Pss = new(HashAlgorithmName.SHA384, Pss: true);
    public static readonly SignatureScheme Sha512Pss = new(HashAlgorithmName.SHA512, Pss: true);
}
