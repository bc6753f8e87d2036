using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One approver's decision on one request, grant or segment, about exactly what they were shown. It names the digest of that; when
/// anything in it changes, the Approval no longer counts.
/// </summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural,
    Scope = EntityScope.Namespaced, ShortNames = ["appr"], Categories = [ApiGroup.Category])]
[SelectableField(".spec.target.uid")]
[PrinterColumn("Kind", ".spec.target.kind", Description = "The kind of what is decided on", Priority = 1)]
[PrinterColumn("Target", ".spec.target.name", Description = "What is decided on")]
[PrinterColumn("Role", ".spec.role", Description = "The approval role")]
[PrinterColumn("Decision", ".spec.decision", Description = "The decision")]
[PrinterColumn("Approver", ".spec.approver.username", Description = "Who decides")]
[PrinterColumn("State", ".status.state", Description = "Whether it counts")]
[PrinterColumn("Purpose", ".spec.purpose", Description = "What the decision is for", Priority = 1)]
[PrinterColumn("Comment", ".spec.comment", Description = "Why", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed class Approval() : KubernetesObject(ApiGroup.ApiVersion, KindName), IKubernetesObject<Approval>
{
    /// <summary>The kind.</summary>
    public const string KindName = "Approval";

    /// <summary>The name in paths.</summary>
    public const string Plural = "approvals";

    /// <inheritdoc/>
    public static ResourceType<Approval> ResourceType { get; } = new(
        ApiGroup.Name, ApiGroup.Version, KindName, Plural, Namespaced: true, ApiJson.Of<Approval>(), ApiJson.Of<KubernetesList<Approval>>());

    /// <summary>The decision. It cannot be edited.</summary>
    [Required]
    public ApprovalSpec Spec { get; set; } = new();

    /// <summary>Whether it counts. Only the operator writes it.</summary>
    public ApprovalStatus? Status { get; set; }
}
