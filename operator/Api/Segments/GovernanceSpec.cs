using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Who answers for a segment.</summary>
public sealed record GovernanceSpec
{
    /// <summary>
    /// The person or group that answers for the segment. The owner confirms reviews of the segment and may end any grant early.
    /// </summary>
    public SubjectReference? Owner { get; set; }

    /// <summary>The manager who sponsors the segment, as a name or an e-mail address.</summary>
    [Text(256)]
    public string? Sponsor { get; set; }

    /// <summary>Whom to reach in which matter.</summary>
    [Size(16)]
    [ListType("role")]
    public IReadOnlyList<Contact> Contacts { get; set; } = [];

    /// <summary>
    /// How often the owner confirms personas, roles and exceptions, such as 90d. Overdue exceptions are revoked; an overdue segment
    /// says so in its conditions.
    /// </summary>
    [Duration]
    public string? ReviewEvery { get; set; }
}

/// <summary>A contact for one matter.</summary>
public sealed record Contact
{
    /// <summary>The matter: Security, Privacy, Operations, Business.</summary>
    [Required]
    [Match(64, "^[A-Za-z][A-Za-z0-9 _-]*$")]
    public string Role { get; set; } = "";

    /// <summary>The e-mail address.</summary>
    [Required]
    [Match(254, @"^[^@\s]+@[^@\s]+$")]
    public string Email { get; set; } = "";
}
