using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One person's or service's time-bound role in a segment. Its time runs from the moment it becomes active, and the access is taken
/// back at its end, whatever was restarted meanwhile. The object stays as history.
/// </summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural,
    Scope = EntityScope.Namespaced, ShortNames = ["grant"], Categories = [ApiGroup.Category])]
[SelectableField(".spec.segment")]
[PrinterColumn("Segment", ".spec.segment", Description = "The segment whose role is granted")]
[PrinterColumn("Subject", ".spec.subject.name", Description = "Who gets the role")]
[PrinterColumn("Role", ".spec.role", Description = "The role")]
[PrinterColumn("Phase", ".status.phase", Description = "Where the grant stands")]
[PrinterColumn("Expires", ".status.expiresAt", Description = "When it ends, or ended")]
[PrinterColumn("Reason", ".status.reason", Description = "Why it stands there", Priority = 1)]
[PrinterColumn("Requester", ".spec.requester.username", Description = "Who asks", Priority = 1)]
[PrinterColumn("Duration", ".spec.duration", Description = "How long it lasts once it is active", Priority = 1)]
[PrinterColumn("Break-Glass", ".spec.breakGlass", Type = "boolean", Description = "An emergency", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed class AccessGrant() : KubernetesObject(ApiGroup.ApiVersion, KindName), IKubernetesObject<AccessGrant>
{
    /// <summary>The kind.</summary>
    public const string KindName = "AccessGrant";

    /// <summary>The name in paths.</summary>
    public const string Plural = "accessgrants";

    /// <inheritdoc/>
    public static ResourceType<AccessGrant> ResourceType { get; } = new(
        ApiGroup.Name, ApiGroup.Version, KindName, Plural, Namespaced: true, ApiJson.Of<AccessGrant>(), ApiJson.Of<KubernetesList<AccessGrant>>());

    /// <summary>What is to be granted. It cannot be edited.</summary>
    [Required]
    public AccessGrantSpec Spec { get; set; } = new();

    /// <summary>The grant's life. Only the operator writes it.</summary>
    public AccessGrantStatus? Status { get; set; }
}
