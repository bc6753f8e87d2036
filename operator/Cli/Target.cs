using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli;

/// <summary>What a command is about: a request, a grant or a segment.</summary>
internal sealed record Target(DeploymentRequest? Request, AccessGrant? Grant, Segment? Segment)
{
    public ApprovalTargetKind Kind => Request is not null ? ApprovalTargetKind.DeploymentRequest : Grant is not null ? ApprovalTargetKind.AccessGrant : ApprovalTargetKind.Segment;

    public IKubernetesObject Object => (IKubernetesObject?)Request ?? (IKubernetesObject?)Grant ?? Segment!;

    public string Name => Object.Metadata.Name!;

    public ReviewStatus? Review => Request?.Status?.Review ?? Grant?.Status?.Review ?? Segment?.Status?.Review;

    public IReadOnlyList<ApprovalProgress> Approvals => Request?.Status?.Approvals ?? Grant?.Status?.Approvals ?? [];

    public string? SegmentName => Request?.Spec.Segment ?? Grant?.Spec.Segment ?? Segment?.Metadata.Name;

    /// <summary>A break-glass that began, or a run that it let start: what is left to decide is its review.</summary>
    public bool IsBreakGlassReview => Grant is { Spec.BreakGlass: true, Status.ActivatedAt: not null } || Request is { Status: { BreakGlassReview: not null, Run.ClaimedAt: not null } };

    public BreakGlassReview? BreakGlassReview => Grant?.Status?.BreakGlassReview ?? Request?.Status?.BreakGlassReview;

    public ApprovalPurpose Purpose => Segment is not null ? ApprovalPurpose.Recertification : IsBreakGlassReview ? ApprovalPurpose.Review : ApprovalPurpose.Approval;

    /// <summary>Finds NAME, or KIND/NAME where two kinds have the name.</summary>
    public static async Task<Target> FindAsync(Session session, string text, CancellationToken cancellationToken)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (kind, name) = slash < 0 ? ("", text) : (text[..slash].ToLowerInvariant(), text[(slash + 1)..]);
        if (kind is "segment" or "segments" or "seg")
            return new(null, null, await session.Client.GetAsync<Segment>(name, null, cancellationToken));
        var request = kind is "" or "dreq" or "deploymentrequest" or "deploymentrequests" or "request" ? await session.Client.FindAsync<DeploymentRequest>(name, session.Namespace, cancellationToken) : null;
        var grant = kind is "" or "grant" or "accessgrant" or "accessgrants" ? await session.Client.FindAsync<AccessGrant>(name, session.Namespace, cancellationToken) : null;
        return (request, grant) switch
        {
            (not null, not null) => throw new PluginException($"{name} is a deployment request and an access grant; write dreq/{name} or grant/{name}."),
            (null, null) => throw new PluginException($"there is no deployment request and no access grant {name} in the namespace {session.Namespace}."),
            _ => new(request, grant, null),
        };
    }
}
