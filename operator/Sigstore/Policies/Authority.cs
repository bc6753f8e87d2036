namespace SegmentOperator.Sigstore;

/// <summary>Somebody whose signature counts. The kinds are closed: today <see cref="KeyAuthority"/>.</summary>
public abstract class Authority
{
    private protected Authority(string name) => Name = name;

    /// <summary>The authority's name, unique in its policy.</summary>
    public string Name { get; }

    /// <summary>Everything about the authority that bears on a verdict, in one canonical line: part of the policy's hash.</summary>
    internal abstract string Canonical { get; }

    /// <summary>Who signed, in the words of <see cref="AuthorityEvidence.Signer"/>, if this authority made this signature over
    /// what it signs, whatever that says; null otherwise.</summary>
    internal abstract string? Recognize(SignatureCandidate candidate);
}
