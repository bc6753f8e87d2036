namespace SegmentOperator.Kubernetes;

/// <summary>Which object an error is about.</summary>
public sealed class StatusDetails
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Its API group.</summary>
    public string? Group { get; set; }

    /// <summary>Its kind, or its resource's plural.</summary>
    public string? Kind { get; set; }

    /// <summary>Its UID.</summary>
    public string? Uid { get; set; }

    /// <summary>One entry per field or conflict.</summary>
    public List<StatusCause>? Causes { get; set; }

    /// <summary>Seconds after which another attempt makes sense.</summary>
    public int? RetryAfterSeconds { get; set; }
}
