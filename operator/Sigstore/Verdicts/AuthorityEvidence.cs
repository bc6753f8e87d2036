namespace SegmentOperator.Sigstore;

/// <summary>What convinced the verifier that an authority signed.</summary>
/// <param name="Authority">The authority's name in the policy.</param>
/// <param name="Format">How the signature was attached.</param>
/// <param name="Source">The digest of the manifest that carries the signature, or a file's name.</param>
/// <param name="Signer">Who signed.</param>
public sealed record AuthorityEvidence(string Authority, SignatureFormat Format, string Source, SignerEvidence Signer);

/// <summary>A demanded attestation that counted.</summary>
/// <param name="Requirement">The requirement's name in the policy.</param>
/// <param name="PredicateType">The attestation's type.</param>
/// <param name="By">Who made it.</param>
public sealed record AttestationEvidence(string Requirement, string PredicateType, AuthorityEvidence By);

/// <summary>How a signature is attached to its artifact.</summary>
public enum SignatureFormat
{
    /// <summary>A layer under cosign's <c>sha256-….sig</c> or <c>.att</c> tag.</summary>
    CosignTag,

    /// <summary>A Sigstore bundle.</summary>
    SigstoreBundle,
}
