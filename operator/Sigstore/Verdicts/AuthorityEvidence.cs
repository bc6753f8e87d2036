using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>What convinced the verifier that an authority signed.</summary>
/// <param name="Authority">The authority's name in the policy.</param>
/// <param name="Format">How the signature was attached.</param>
/// <param name="SignatureManifest">The manifest that carries the signature.</param>
/// <param name="Signer">Who signed, for a status and for people: <c>key sha256:…</c> over the public key (SubjectPublicKeyInfo, DER)
/// for a managed key.</param>
public sealed record AuthorityEvidence(string Authority, SignatureFormat Format, Digest SignatureManifest, string Signer);

/// <summary>How a signature is attached to its artifact.</summary>
public enum SignatureFormat
{
    /// <summary>A simple signing payload under cosign's <c>sha256-….sig</c> tag.</summary>
    CosignTag,

    /// <summary>A Sigstore bundle that refers to the artifact.</summary>
    SigstoreBundle,
}
