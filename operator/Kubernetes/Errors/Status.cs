namespace SegmentOperator.Kubernetes;

/// <summary>The server's answer to what it would not or could not do (metav1.Status).</summary>
public sealed class Status
{
    /// <summary>Always <c>v1</c>.</summary>
    public string ApiVersion { get; set; } = "v1";

    /// <summary>Always <c>Status</c>.</summary>
    public string Kind { get; set; } = "Status";

    /// <summary><c>Success</c> or <c>Failure</c>.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("status")]
    public string? Outcome { get; set; }

    /// <summary>For people.</summary>
    public string? Message { get; set; }

    /// <summary>For programs: <c>NotFound</c>, <c>Conflict</c>.</summary>
    public string? Reason { get; set; }

    /// <summary>Which object, why, and when to come again.</summary>
    public StatusDetails? Details { get; set; }

    /// <summary>The HTTP status code.</summary>
    public int Code { get; set; }
}
