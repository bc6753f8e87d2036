using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Emergencies.</summary>
/// <remarks>No approval beforehand, a notification at once, a review afterwards.</remarks>
[CelRule("!has(self.maxDuration) || (!self.maxDuration.matches('[yd]') && duration(self.maxDuration) <= duration('8h'))",
    "break-glass lasts 8h at most", FieldPath = ".maxDuration")]
public sealed record BreakGlassPolicy
{
    /// <summary>Who may break the glass.</summary>
    [Required]
    [Size(32, Min = 1)]
    public IReadOnlyList<SubjectReference> Subjects { get; set; } = [];

    /// <summary>The longest break-glass, 8h at most. One that names no duration lasts 4h, or this long where it is less.</summary>
    [Default("4h")]
    [Duration]
    public string MaxDuration { get; set; } = "4h";

    /// <summary>
    /// When it must have been reviewed, from its end. While one is unreviewed, the next of the same person or segment is refused.
    /// </summary>
    [Default("72h")]
    [Duration]
    public string ReviewWithin { get; set; } = "72h";

    /// <summary>The approval roles of which one reviews it. Without it any of the segment's approval roles or its owner may.</summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Reviewers { get; set; } = [];

    /// <summary>The sinks of monitoring that hear of it at once. Without it all of them do.</summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Notify { get; set; } = [];
}
