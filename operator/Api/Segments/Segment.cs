using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One security boundary: its data, its people, its rules, its target, and an isolation namespace that belongs to nobody else. A
/// change reaches the target only as a signed artifact, after a decision made for this one deployment.
/// </summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural,
    Scope = EntityScope.Cluster, ShortNames = ["seg"], Categories = [ApiGroup.Category])]
[PrinterColumn("Posture", ".status.effectivePosture", Description = "The posture that applies")]
[PrinterColumn("Environment", ".spec.environment", Description = "What the target is used for")]
[PrinterColumn("Ready", ".status.conditions[?(@.type=='Ready')].status", Description = "Requests are judged and runs may start")]
[PrinterColumn("Reason", ".status.conditions[?(@.type=='Ready')].reason", Description = "Why it is ready or not", Priority = 1)]
[PrinterColumn("Namespace", ".status.namespace", Description = "The isolation namespace")]
[PrinterColumn("Grants", ".status.activeGrants", Type = "integer", Description = "Active grants", Priority = 1)]
[PrinterColumn("Runs", ".status.liveRuns", Type = "integer", Description = "Runs under way", Priority = 1)]
[PrinterColumn("Waiting", ".status.waitingRequests", Type = "integer", Description = "Requests that wait", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
[CelRule("size(self.metadata.name) <= 55 && self.metadata.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$')",
    "a segment's name has at most 55 lower-case letters, digits and inner hyphens, because its namespace is named segment-NAME")]
public sealed class Segment() : KubernetesObject(ApiGroup.ApiVersion, KindName), IKubernetesObject<Segment>
{
    /// <summary>The kind.</summary>
    public const string KindName = "Segment";

    /// <summary>The name in paths.</summary>
    public const string Plural = "segments";

    /// <summary>The longest name, so that <see cref="NamespaceOf"/> is a DNS label.</summary>
    public const int MaxNameLength = 55;

    /// <inheritdoc/>
    public static ResourceType<Segment> ResourceType { get; } = new(
        ApiGroup.Name, ApiGroup.Version, KindName, Plural, Namespaced: false, ApiJson.Of<Segment>(), ApiJson.Of<KubernetesList<Segment>>());

    /// <summary>What the segment shall be. Everything that is not named here is denied.</summary>
    [Required]
    public SegmentSpec Spec { get; set; } = new();

    /// <summary>What the operator made of it. Only the operator writes it.</summary>
    public SegmentStatus? Status { get; set; }

    /// <summary>The isolation namespace of the segment of that name.</summary>
    public static string NamespaceOf(string segment) => $"segment-{segment}";
}
