namespace SegmentOperator.Sigstore;

/// <summary>Why an artifact is refused.</summary>
public enum RefusalReason
{
    /// <summary>There is no signature at all. An attestation of another type is none.</summary>
    NotSigned,

    /// <summary>There are signatures, and none of them is by an authority of the policy.</summary>
    NoTrustedSignature,

    /// <summary>Fewer of the policy's authorities signed than it demands.</summary>
    TooFewAuthorities,

    /// <summary>An authority of the policy signed, but another digest or another type of statement: the signature was moved here.</summary>
    WrongSubject,

    /// <summary>What is attached as a signature is malformed, too large, or not what its digest says, and nothing else suffices.</summary>
    InvalidSignature,

    /// <summary>More signatures are attached than are looked at, and those that were looked at do not suffice.</summary>
    TooManySignatures,
}
