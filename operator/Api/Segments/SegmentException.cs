using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A deviation with an end that someone answers for.</summary>
public sealed record SegmentException
{
    /// <summary>The exception's name.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>What is excepted.</summary>
    [Required]
    public ExceptionType Type { get; set; }

    /// <summary>
    /// What exactly, by type: a finding's id, a component as Type:Name, an attestation's name. SegmentLimit needs none.
    /// </summary>
    [Text(512)]
    public string? Subject { get; set; }

    /// <summary>Why, and what is done about it.</summary>
    [Required]
    [Text(2048, 10)]
    public string Justification { get; set; } = "";

    /// <summary>When it ends. Without it, with the segment's next review.</summary>
    public DateTimeOffset? Until { get; set; }
}

/// <summary>What can be excepted.</summary>
public enum ExceptionType
{
    /// <summary>This segment may be Ready although the cluster has more than 12.</summary>
    SegmentLimit,

    /// <summary>A finding of the package inspection does not deny.</summary>
    Finding,

    /// <summary>A component outside the segment's data may be changed.</summary>
    Component,

    /// <summary>An attestation may be missing.</summary>
    Attestation,
}
