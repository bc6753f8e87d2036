namespace SegmentOperator.Sigstore;

/// <summary>The families of keys that are known.</summary>
internal enum KeyAlgorithm
{
    Ecdsa,
    Rsa,
    Ed25519,
}
