using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Which artifacts may be deployed.</summary>
/// <remarks>
/// An artifact must come from one of the repositories, carry signatures of the required number of
/// authorities, and carry every attestation. An artifact of which one of these could not be checked waits; it is not let through.
/// </remarks>
[CelRule("!has(self.require) || self.require <= (has(self.authorities) ? size(self.authorities) : 0) + (has(self.groups) ? size(self.groups) : 0) || self.require == 1",
    "require must not be greater than the number of authorities", FieldPath = ".require")]
public sealed record ArtifactPolicy
{
    /// <summary>
    /// Repositories that artifacts may come from, with their registry: registry.example.com/sf/finance/revenue. A * stands for any
    /// characters within one path segment, a trailing /** for everything below.
    /// </summary>
    [Size(32)]
    [Match(256, @"^[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?(/[-a-z0-9._*]+)+$")]
    [ListType]
    public IReadOnlyList<string> Repositories { get; set; } = [];

    /// <summary>How registries are reached.</summary>
    public RegistrySpec? Registry { get; set; }

    /// <summary>
    /// The Sigstore instance that keyless signatures and transparency logs are judged by. Authorities with a key of their own and
    /// without a log do not need one, and are verified whether or not it can be had.
    /// </summary>
    public TrustRootSource? TrustRoot { get; set; }

    /// <summary>Who can vouch for an artifact. A segment without authorities accepts no artifact.</summary>
    [Size(16)]
    [ListType("name")]
    public IReadOnlyList<ArtifactAuthority> Authorities { get; set; } = [];

    /// <summary>
    /// Authorities taken together: a group vouches when enough of its members do. A member of a group no longer counts by itself
    /// towards require.
    /// </summary>
    [Size(8)]
    [ListType("name")]
    public IReadOnlyList<AuthorityGroup> Groups { get; set; } = [];

    /// <summary>How many different authorities or groups must vouch for an artifact.</summary>
    [Default(1)]
    [Range(1, 24)]
    public int Require { get; set; } = 1;

    /// <summary>
    /// What must be attested about an artifact: analyses, scans, tests. Missing, stale, wrongly signed and violated are told apart in
    /// the request's status. One attestation that fulfils a requirement is enough, whatever else is attached.
    /// </summary>
    [Size(16)]
    [ListType("name")]
    public IReadOnlyList<AttestationRequirement> Attestations { get; set; } = [];

    /// <summary>Where artifacts must have been built, by their SLSA provenance.</summary>
    public ProvenanceRequirement? Provenance { get; set; }
}
