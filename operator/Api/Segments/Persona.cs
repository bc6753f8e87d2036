using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A kind of person or service that may ask for something in the segment.</summary>
public sealed record Persona
{
    /// <summary>The persona's name.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>Who belongs to it.</summary>
    [Required]
    [Size(32, Min = 1)]
    public IReadOnlyList<SubjectReference> Subjects { get; set; } = [];

    /// <summary>Why these people need this, for the next review.</summary>
    [Text(1024)]
    public string? Justification { get; set; }

    /// <summary>What they may ask for. Asking is not getting: rules, approvals and windows still decide.</summary>
    [Required]
    [Size(3, Min = 1)]
    [ListType]
    public IReadOnlyList<RequestType> MayRequest { get; set; } = [];
}

/// <summary>What can be asked for.</summary>
public enum RequestType
{
    /// <summary>A DeploymentRequest.</summary>
    Deploy,

    /// <summary>An AccessGrant.</summary>
    Access,

    /// <summary>An AccessGrant or a DeploymentRequest under breakGlass, for those whom the segment's breakGlass names too.</summary>
    BreakGlass,
}
