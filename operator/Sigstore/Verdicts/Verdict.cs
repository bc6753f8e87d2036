namespace SegmentOperator.Sigstore;

/// <summary>One of three answers: <see cref="Verified"/>, <see cref="Refused"/>, <see cref="CouldNotCheck"/>.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>The artifact is signed as the policy demands.</summary>
    /// <param name="Artifact">What was verified: a reference or a digest.</param>
    /// <param name="Signatures">The signature that counted for each authority; one entry an authority, in the policy's order.</param>
    /// <param name="VerifiedAt">When it was verified: earlier than the call when the answer was kept from before.</param>
    public sealed record Verified(
        string Artifact, IReadOnlyList<AuthorityEvidence> Signatures, DateTimeOffset VerifiedAt) : Verdict
    {
        /// <summary>The attestation that counted for each requirement, in the policy's order; the provenance last.</summary>
        public IReadOnlyList<AttestationEvidence> Attestations { get; init; } = [];
    }

    /// <summary>Everything was looked at, and it is not signed as the policy demands.</summary>
    /// <param name="Reason">A word for programs, fit for a condition's reason.</param>
    /// <param name="Message">A sentence for people, without secrets, at most 1,024 characters.</param>
    public sealed record Refused(RefusalReason Reason, string Message) : Verdict
    {
        /// <summary>The attestation requirement that is not fulfilled, by its name; null where the signatures do not suffice.</summary>
        public string? Requirement { get; init; }

        /// <summary>Each attestation requirement that is not fulfilled, in the policy's order; empty where the signatures do not suffice.</summary>
        public IReadOnlyList<AttestationProblem> Unfulfilled { get; init; } = [];

        /// <summary>The attestations that did count.</summary>
        public IReadOnlyList<AttestationEvidence> Attestations { get; init; } = [];
    }

    /// <summary>It is not known: the registry was down, slow, refused the credentials, or answered garbage; or a trusted root is
    /// not to be had.</summary>
    /// <param name="Message">What could not be checked and why, in a sentence, at most 1,024 characters.</param>
    /// <param name="RetryAfter">When to try again; null where nobody said.</param>
    public sealed record CouldNotCheck(string Message, TimeSpan? RetryAfter) : Verdict;
}
