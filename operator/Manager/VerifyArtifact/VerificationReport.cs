using SegmentOperator.Manager.VerifyBundle;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>What the command found out.</summary>
/// <param name="Reference">As it was asked.</param>
/// <param name="PolicyHash">sha256 over everything in the policy that bears on the verdict; null where the policy could not be read whole.</param>
internal sealed record VerificationReport(string Reference, string? PolicyHash)
{
    /// <summary>The repository with the digest; null where it could not be resolved.</summary>
    public string? Artifact { get; init; }

    public Verdict Verdict { get; init; } = new Verdict.CouldNotCheck("nothing was looked at", null);

    /// <summary>A refusal's reason, where it is none of the verifier's own.</summary>
    public string? Reason { get; init; }

    public string Word => Verdict.GetType().Name;

    public int ExitCode => Verdict switch
    {
        Verdict.Verified => VerifyBundle.ExitCode.Verified,
        Verdict.Refused => VerifyBundle.ExitCode.Refused,
        _ => VerifyBundle.ExitCode.CouldNotCheck,
    };
}
