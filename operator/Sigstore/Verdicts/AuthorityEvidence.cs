using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>What convinced the verifier that an authority signed.</summary>
/// <param name="Authority">The authority's name in the policy.</param>
/// <param name="Format">How the signature was attached.</param>
/// <param name="SignatureManifest">The manifest that carries the signature.</param>
/// <param name="KeyFingerprint">sha256 over the authority's public key (SubjectPublicKeyInfo, DER), in hexadecimal.</param>
public sealed record AuthorityEvidence(string Authority, SignatureFormat Format, Digest SignatureManifest, string KeyFingerprint);

/// <summary>How a signature is attached to its artifact.</summary>
public enum SignatureFormat
{
    /// <summary>A simple signing payload under cosign's <c>sha256-….sig</c> tag.</summary>
    CosignTag,

    /// <summary>A Sigstore bundle that refers to the artifact.</summary>
    SigstoreBundle,
}
