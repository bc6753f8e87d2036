using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>An artifact as it was resolved and verified.</summary>
public sealed record ArtifactStatus
{
    /// <summary>The reference as the request gave it.</summary>
    [Text(512)]
    public string? Reference { get; set; }

    /// <summary>Registry and repository.</summary>
    [Text(512)]
    public string? Repository { get; set; }

    /// <summary>The tag that was resolved; absent when the request named a digest.</summary>
    [Text(128)]
    public string? Tag { get; set; }

    /// <summary>The digest that the tag stood for when it was first read. It never changes afterwards.</summary>
    [Digest]
    public string? Digest { get; set; }

    /// <summary>The first 12 digits of the digest, for tables.</summary>
    [Match(12, "^[a-f0-9]{12}$")]
    public string? ShortDigest { get; set; }

    /// <summary>The manifest's media type.</summary>
    [Text(256)]
    public string? MediaType { get; set; }

    /// <summary>The manifest's artifact type.</summary>
    [Text(256)]
    public string? ArtifactType { get; set; }

    /// <summary>The bytes of all layers.</summary>
    [Range(0, long.MaxValue)]
    public long? Size { get; set; }

    /// <summary>When the tag was resolved.</summary>
    public DateTimeOffset? ResolvedAt { get; set; }

    /// <summary>Who vouched for the artifact.</summary>
    [Size(32)]
    public IReadOnlyList<SignerStatus> Signers { get; set; } = [];

    /// <summary>What was attested, requirement by requirement.</summary>
    [Size(32)]
    [ListType("name")]
    public IReadOnlyList<AttestationStatus> Attestations { get; set; } = [];

    /// <summary>Where the artifact was built, by its verified provenance.</summary>
    public ProvenanceStatus? Provenance { get; set; }

    /// <summary>When signatures and attestations were last found to fulfil the segment's policy.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>The hash of the policy that they were judged by.</summary>
    [Digest]
    public string? PolicyHash { get; set; }
}

/// <summary>A signature that was verified.</summary>
public sealed record SignerStatus
{
    /// <summary>The authority that it satisfies.</summary>
    [Required]
    [DnsLabel]
    public string Authority { get; set; } = "";

    /// <summary>Whose it is: the certificate's identity, or the hash of the public key.</summary>
    [Text(512)]
    public string? Identity { get; set; }

    /// <summary>Who authenticated the identity; absent for a key.</summary>
    [Text(512)]
    public string? Issuer { get; set; }

    /// <summary>When it was made, by a verified log entry or timestamp; absent when nothing proves it.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>The index of its transparency log entry.</summary>
    [Range(0, long.MaxValue)]
    public long? LogIndex { get; set; }
}

/// <summary>A required attestation.</summary>
public sealed record AttestationStatus
{
    /// <summary>The requirement's name.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>Whether it is fulfilled, and if not, why not.</summary>
    [Required]
    public AttestationState State { get; set; }

    /// <summary>What is wrong and what would be right.</summary>
    [Text(1024)]
    public string? Message { get; set; }

    /// <summary>The authority that signed it.</summary>
    [DnsLabel]
    public string? Authority { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>The digest of the attestation.</summary>
    [Digest]
    public string? Digest { get; set; }
}

/// <summary>The states of a required attestation.</summary>
public enum AttestationState
{
    /// <summary>There is none.</summary>
    Missing,

    /// <summary>It is too old.</summary>
    Stale,

    /// <summary>None of those who may sign it did.</summary>
    WronglySigned,

    /// <summary>Its content does not fulfil the rule.</summary>
    Violated,

    /// <summary>It could not be fetched or checked.</summary>
    Unchecked,

    /// <summary>It is fulfilled.</summary>
    Satisfied,
}

/// <summary>Where an artifact was built.</summary>
public sealed record ProvenanceStatus
{
    /// <summary>The source repository.</summary>
    [Text(512)]
    public string? Repository { get; set; }

    /// <summary>The revision.</summary>
    [Text(256)]
    public string? Revision { get; set; }

    /// <summary>The branch or tag: refs/heads/main.</summary>
    [Text(256)]
    public string? Ref { get; set; }

    /// <summary>The builder's id.</summary>
    [Text(512)]
    public string? Builder { get; set; }

    /// <summary>The identity that signed the provenance.</summary>
    [Text(512)]
    public string? SignedBy { get; set; }
}
