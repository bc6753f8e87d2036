using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Which evidence is kept, and for how long.</summary>
public sealed record EvidenceSpec
{
    /// <summary>How long evidence and finished requests and grants are kept. After that they are removed, and what they were is written down before they go.</summary>
    [Default("7y")]
    [Duration]
    public string Retention { get; set; } = "7y";

    /// <summary>The kinds of evidence that are kept. Without it all of them.</summary>
    [Size(8)]
    [ListType]
    public IReadOnlyList<EvidenceKind> Kinds { get; set; } = [];
}

/// <summary>A kind of evidence.</summary>
public enum EvidenceKind
{
    /// <summary>Decisions with their inputs' hash and each rule's verdict.</summary>
    Decision,

    /// <summary>Signatures and attestations as they were verified.</summary>
    Verification,

    /// <summary>What was found in packages.</summary>
    Inspection,

    /// <summary>Approvals, and why some did not count.</summary>
    Approval,

    /// <summary>Runs and their results.</summary>
    Run,

    /// <summary>Credentials: issued and revoked when, never the credential.</summary>
    Credential,

    /// <summary>Grants, their bindings, and the proof that they ended.</summary>
    Grant,

    /// <summary>Changes of the segment itself, and drift that was repaired.</summary>
    Segment,
}
