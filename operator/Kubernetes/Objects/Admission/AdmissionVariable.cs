namespace SegmentOperator.Kubernetes;

/// <summary>A named CEL expression.</summary>
public sealed class AdmissionVariable
{
    public string Name { get; set; } = "";

    public string Expression { get; set; } = "";
}
