namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How strict a segment is. A stricter posture compares as greater.</summary>
public enum Posture
{
    /// <summary>Signed artifacts; changes of low risk approve themselves; sessions up to 8 hours.</summary>
    Minimal,

    /// <summary>Signed artifacts, MFA, approvals by rule; sessions up to 2 hours.</summary>
    Standard,

    /// <summary>Signed and attested artifacts pinned by digest, step-up authentication, at least one approval; sessions of 15 to 30 minutes.</summary>
    Strict,
}
