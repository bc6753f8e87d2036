using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Something that must be attested about an artifact.</summary>
public sealed record AttestationRequirement
{
    /// <summary>The requirement's name: sast, sca, unit-tests.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>The in-toto predicate type: https://cosign.sigstore.dev/attestation/vuln/v1.</summary>
    [Required]
    [Text(512, 1)]
    public string PredicateType { get; set; } = "";

    /// <summary>How old the attestation may be, by its verified time: 7d. Without it, any age.</summary>
    [Duration]
    public string? MaxAge { get; set; }

    /// <summary>The authorities of which one must have signed it. Without it any of the segment's may have.</summary>
    [Size(16)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Authorities { get; set; } = [];

    /// <summary>A CEL expression over predicate that must be true: predicate.scanner.result.filter(r, r.severity == 'CRITICAL').size() == 0.</summary>
    [Text(4096)]
    public string? Rule { get; set; }

    /// <summary>What to tell the requester when the rule does not hold.</summary>
    [Text(1024)]
    public string? Message { get; set; }
}
