namespace SegmentOperator.Kubernetes;

/// <summary>What holds for all containers of a pod.</summary>
public sealed class PodSecurityContext
{
    public bool? RunAsNonRoot { get; set; }

    public long? RunAsUser { get; set; }

    public long? RunAsGroup { get; set; }

    public long? FsGroup { get; set; }

    public string? FsGroupChangePolicy { get; set; }

    public List<long>? SupplementalGroups { get; set; }

    public string? SupplementalGroupsPolicy { get; set; }

    public SeccompProfile? SeccompProfile { get; set; }

    public AppArmorProfile? AppArmorProfile { get; set; }
}
