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

    /// <summary>The certificate may not be used to sign artifacts: another usage, a certificate authority's, an unknown demand.</summary>
    CertificateUnusable,

    /// <summary>The certificate was not issued by an authority of the trusted root.</summary>
    CertificateUntrusted,

    /// <summary>The certificate, or its authority, was not valid when the signature was made.</summary>
    CertificateExpired,

    /// <summary>The certificate lacks a timestamp of a certificate transparency log, or carries a wrong one.</summary>
    CertificateNotLogged,

    /// <summary>The signature is not in a trusted transparency log often enough.</summary>
    LogEntryMissing,

    /// <summary>A log entry's promise, proof or checkpoint is wrong.</summary>
    LogEntryInvalid,

    /// <summary>A log entry is about another signature, artifact or certificate.</summary>
    LogEntryMismatch,

    /// <summary>There are fewer trusted timestamps than demanded, or nothing tells when the signature was made.</summary>
    TimestampMissing,

    /// <summary>A timestamp is wrong, or about something else.</summary>
    TimestampInvalid,

    /// <summary>A demanded attestation is not there.</summary>
    AttestationMissing,

    /// <summary>A demanded attestation is there, but not by an authority that may make it.</summary>
    AttestationUntrusted,

    /// <summary>A demanded attestation is too old.</summary>
    AttestationStale,

    /// <summary>Nothing proves when a demanded attestation was made, and it has to be recent.</summary>
    AttestationUndated,

    /// <summary>A demanded attestation's rule does not hold, or could not be evaluated.</summary>
    AttestationViolated,

    /// <summary>The provenance names another source, revision or builder.</summary>
    ProvenanceMismatch,
}
