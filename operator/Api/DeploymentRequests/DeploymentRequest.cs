using SegmentOperator.Api.Schema;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One change for one segment: who asks, which artifact, why. It is verified, decided on, approved where the rules demand it, and run
/// once, in a pod of its own with a credential of its own.
/// </summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = Plural,
    Scope = EntityScope.Namespaced, ShortNames = ["dreq"], Categories = [ApiGroup.Category])]
[SelectableField(".spec.segment")]
[PrinterColumn("Segment", ".spec.segment", Description = "The segment that the change is for")]
[PrinterColumn("Phase", ".status.phase", Description = "Where the request stands")]
[PrinterColumn("Reason", ".status.reason", Description = "Why it stands there")]
[PrinterColumn("Digest", ".status.artifact.shortDigest", Description = "The artifact's digest, shortened")]
[PrinterColumn("Requester", ".spec.requester.username", Description = "Who asks")]
[PrinterColumn("Operation", ".spec.operation", Description = "What is done with the artifact", Priority = 1)]
[PrinterColumn("Artifact", ".spec.artifact", Description = "The artifact as it was requested", Priority = 1)]
[PrinterColumn("Risk", ".status.risk.score", Type = "integer", Description = "From 0, harmless, to 100", Priority = 1)]
[PrinterColumn("Ticket", ".spec.ticket", Description = "The change's number in the ticket system", Priority = 1)]
[PrinterColumn("Message", ".status.message", Description = "Why it stands there, in a sentence", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed class DeploymentRequest() : KubernetesObject(ApiGroup.ApiVersion, KindName), IKubernetesObject<DeploymentRequest>
{
    /// <summary>The kind.</summary>
    public const string KindName = "DeploymentRequest";

    /// <summary>The name in paths.</summary>
    public const string Plural = "deploymentrequests";

    /// <inheritdoc/>
    public static ResourceType<DeploymentRequest> ResourceType { get; } = new(
        ApiGroup.Name, ApiGroup.Version, KindName, Plural, Namespaced: true,
        ApiJson.Of<DeploymentRequest>(), ApiJson.Of<KubernetesList<DeploymentRequest>>());

    /// <summary>The change that is asked for. It cannot be edited.</summary>
    [Required]
    public DeploymentRequestSpec Spec { get; set; } = new();

    /// <summary>How far it has come. Only the operator writes it.</summary>
    public DeploymentRequestStatus? Status { get; set; }
}
