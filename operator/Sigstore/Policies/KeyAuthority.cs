namespace SegmentOperator.Sigstore;

/// <summary>An authority with a managed key, given as a public key in PEM. It is trusted without any transparency log.</summary>
public sealed class KeyAuthority : Authority
{
    /// <summary>Reads the key.</summary>
    /// <param name="name">The authority's name in the policy.</param>
    /// <param name="publicKeyPem">One <c>PUBLIC KEY</c> PEM block: ECDSA on P-256, P-384 or P-521, or RSA of 2048 bits and more.</param>
    /// <exception cref="PolicyException">The key cannot be used; the message names the authority and says why.</exception>
    public KeyAuthority(string name, string publicKeyPem) : base(name) => Key = PublicKey.FromPem(name, publicKeyPem);

    /// <summary>sha256 over the key's SubjectPublicKeyInfo (DER), in hexadecimal.</summary>
    public string Fingerprint => Key.Fingerprint;

    internal PublicKey Key { get; }

    internal override string Canonical => $"key sha256:{Fingerprint}";

    internal override string? Recognize(SignatureCandidate candidate) =>
        Key.Verify(candidate.Signed, candidate.Signature) ? Canonical : null;
}
