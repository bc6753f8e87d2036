using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Components of one metadata type, or objects of one kind, that belong to the segment.</summary>
public sealed record DataScope
{
    /// <summary>The metadata type (CustomObject, ApexClass, Flow), or the kind for a Kubernetes target.</summary>
    [Required]
    [Match(128, "^[A-Za-z][A-Za-z0-9_.-]*$")]
    public string Type { get; set; } = "";

    /// <summary>The components' full names. A * stands for any characters: Revenue*.</summary>
    [Required]
    [Size(256, Min = 1)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>
    /// The fields that belong to the segment, as Object.Field with * for any characters. Without it all fields of the named components
    /// do.
    /// </summary>
    [Size(256)]
    [Text(256, 1)]
    [ListType]
    public IReadOnlyList<string> Fields { get; set; } = [];

    /// <summary>How sensitive the data is. It takes part in the risk of every change to it.</summary>
    [Default("Confidential")]
    public Sensitivity Sensitivity { get; set; } = Sensitivity.Confidential;

    /// <summary>The frameworks that this data falls under; each must be among the segment's.</summary>
    [Size(8)]
    [ListType]
    public IReadOnlyList<Framework> Frameworks { get; set; } = [];
}

/// <summary>How sensitive data is.</summary>
public enum Sensitivity
{
    /// <summary>Harm to people or the company if it leaks.</summary>
    Restricted,

    /// <summary>For those who need it for their work.</summary>
    Confidential,

    /// <summary>For everyone inside.</summary>
    Internal,

    /// <summary>For everyone.</summary>
    Public,
}
