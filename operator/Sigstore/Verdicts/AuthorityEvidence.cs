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
public sealed record AttestationEvidence(string Requirement, string PredicateType, AuthorityEvidence By)
{
    /// <summary>What was attested: the predicate's JSON in UTF-8, without a key twice; empty where the statement has none.</summary>
    public ReadOnlyMemory<byte> Predicate { get; init; }

    /// <summary>Where the artifact was built, if this is provenance that can be read; null otherwise.</summary>
    public BuildEvidence? Build { get; init; }
}

/// <summary>What verified provenance says about where an artifact was built.</summary>
/// <param name="Repository">The source repository's URL; null where it does not say.</param>
/// <param name="Ref">The branch or tag: <c>refs/heads/main</c>.</param>
/// <param name="Revision">The commit.</param>
/// <param name="Builder">The builder's id.</param>
public sealed record BuildEvidence(string? Repository, string? Ref, string? Revision, string? Builder);

/// <summary>A demanded attestation that is not fulfilled.</summary>
/// <param name="Requirement">The requirement's name in the policy.</param>
/// <param name="Reason">Missing, untrusted, stale, undated, violated, or built elsewhere.</param>
/// <param name="Message">A sentence for people.</param>
public sealed record AttestationProblem(string Requirement, RefusalReason Reason, string Message);

/// <summary>How a signature is attached to its artifact.</summary>
public enum SignatureFormat
{
    /// <summary>A layer under cosign's <c>sha256-….sig</c> or <c>.att</c> tag.</summary>
    CosignTag,

    /// <summary>A Sigstore bundle.</summary>
    SigstoreBundle,
}
