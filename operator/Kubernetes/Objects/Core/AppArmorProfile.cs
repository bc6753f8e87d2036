namespace SegmentOperator.Kubernetes;

/// <summary>Which AppArmor profile confines.</summary>
public sealed class AppArmorProfile
{
    public string Type { get; set; } = "";

    public string? LocalhostProfile { get; set; }
}
