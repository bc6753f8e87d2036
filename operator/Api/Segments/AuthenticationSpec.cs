using System.Text.Json.Serialization;
using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>What a requester's session must show.</summary>
/// <remarks>
/// It is read from what the API server knows of the user; in a Strict segment a claim that is
/// absent counts as not fulfilled.
/// </remarks>
public sealed record AuthenticationSpec
{
    /// <summary>
    /// The session must have been opened with more than one factor. A Strict segment demands it by itself where the operator is told
    /// under which claim the cluster says so (--claim mfa=...).
    /// </summary>
    [JsonPropertyName("requireMFA")]
    public bool RequireMfa { get; set; }

    /// <summary>How long ago the person may have authenticated, at most: 15m.</summary>
    [Duration]
    public string? MaxAuthAge { get; set; }

    /// <summary>Networks that requests may come from. Without it they may come from anywhere.</summary>
    [Size(32)]
    [Cidr]
    [ListType]
    public IReadOnlyList<string> SourceRanges { get; set; } = [];

    /// <summary>
    /// The longest session, and the longest that a run's credential may live. Without it the posture decides: 30m for Strict, 2h for
    /// Standard, 8h for Minimal, which are also the most that may be written here. A Strict segment allows no less than 15m.
    /// </summary>
    [Duration]
    public string? SessionTimeout { get; set; }

    /// <summary>The person must work on a device that the identity provider reports as managed.</summary>
    public bool RequireManagedDevice { get; set; }

    /// <summary>Further claims that a session must carry, all of them.</summary>
    [Size(16)]
    [ListType("name")]
    public IReadOnlyList<RequiredClaim> Claims { get; set; } = [];

    /// <summary>
    /// Accounts that create requests on behalf of people, such as a Git sync controller. For their requests the identity that signed
    /// the artifact's provenance takes the requester's place. Such an account never approves anything.
    /// </summary>
    [Size(8)]
    public IReadOnlyList<SubjectReference> SyncAccounts { get; set; } = [];
}

/// <summary>A claim that a session must carry.</summary>
public sealed record RequiredClaim
{
    /// <summary>The claim's name: acr, amr, department.</summary>
    [Required]
    [Text(128, 1)]
    public string Name { get; set; } = "";

    /// <summary>The values of which the claim must hold at least one.</summary>
    [Required]
    [Size(16, Min = 1)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> AnyOf { get; set; } = [];
}
