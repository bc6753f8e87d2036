namespace SegmentOperator.Kubernetes;

/// <summary>One reason for an error.</summary>
public sealed class StatusCause
{
    /// <summary>For programs: <c>FieldValueRequired</c>, <c>FieldManagerConflict</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>For people.</summary>
    public string? Message { get; set; }

    /// <summary>Which field, <c>spec.containers[0].image</c>.</summary>
    public string? Field { get; set; }
}
