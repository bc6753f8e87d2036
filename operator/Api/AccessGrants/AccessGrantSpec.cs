using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One role of one segment, for one subject, for a time. It cannot be edited: a longer grant is a new grant.
/// </summary>
[CelRule("self == oldSelf", "spec cannot be changed once the grant exists; create a new AccessGrant instead")]
[CelRule("has(self.duration) || (has(self.breakGlass) && self.breakGlass)", "duration is needed, such as 30m or 4h; only break-glass has a default", FieldPath = ".duration")]
[CelRule("!has(self.breakGlass) || !self.breakGlass || !has(self.duration) || (!self.duration.matches('[yd]') && duration(self.duration) <= duration('8h'))",
    "break-glass lasts 8h at most", FieldPath = ".duration")]
[CelRule("!has(self.breakGlass) || !self.breakGlass || !has(self.startTime)", "break-glass begins at once; remove startTime", FieldPath = ".startTime")]
public sealed record AccessGrantSpec
{
    /// <summary>The segment whose role is granted.</summary>
    [Required]
    [DnsLabel]
    public string Segment { get; set; } = "";

    /// <summary>Who gets the role.</summary>
    [Required]
    public GrantSubject Subject { get; set; } = new();

    /// <summary>The role, as the segment's roles name it.</summary>
    [Required]
    [DnsLabel]
    public string Role { get; set; } = "";

    /// <summary>
    /// How long, from the moment the grant becomes active: 30m, 4h. No longer than the role's maxDuration. Break-glass may leave it out
    /// and then lasts 4h, or less where the segment allows no more.
    /// </summary>
    [Duration]
    public string? Duration { get; set; }

    /// <summary>The grant does not become active before this time.</summary>
    public DateTimeOffset? StartTime { get; set; }

    /// <summary>Why the access is needed. Approvers read it; under break-glass it is the reason of the emergency.</summary>
    [Required]
    [Text(2048, 3)]
    public string Justification { get; set; } = "";

    /// <summary>The number in the ticket system.</summary>
    [Match(128, @"^[A-Za-z0-9][-A-Za-z0-9_./#:]*$")]
    public string? Ticket { get; set; }

    /// <summary>Who asks: the authenticated creator of this object. The kubectl plugin fills it in.</summary>
    [Required]
    public UserIdentity Requester { get; set; } = new();

    /// <summary>
    /// An emergency: active at once, without approval, for those whom the segment's breakGlass names. It lasts 8h at most, notifies at
    /// once, and must be reviewed afterwards.
    /// </summary>
    [Default(false)]
    public bool BreakGlass { get; set; }
}
