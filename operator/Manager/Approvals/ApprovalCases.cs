using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Identity;

namespace SegmentOperator.Manager.Approvals;

/// <summary>Makes of a request, grant or segment what its Approvals are judged by. Pure. Null where there is nothing to decide on yet.</summary>
internal static class ApprovalCases
{
    public static ApprovalCase? Of(DeploymentRequest request, Segment segment, ApprovalPurpose purpose, ClaimKeys claims)
    {
        if (request.Status?.Review?.Digest is not { Length: > 0 } digest)
            return null;
        var review = purpose == ApprovalPurpose.Review;
        var artifact = request.Status.Artifact;
        var excluded = new List<ExcludedPerson> { ExcludedPerson.Of(request.Spec.Requester, "the requester") };
        if (Requesters.Of(segment, request.Spec.Requester, artifact) is { } author && author.Username != request.Spec.Requester.Username)
            excluded.Add(ExcludedPerson.Of(author, "the author of the change"));
        if (!review && segment.Spec.Approvals?.ExcludeSigners == true)
            excluded.AddRange((artifact?.Signers ?? []).Where(signer => signer.Identity is not null).Select(signer => new ExcludedPerson(signer.Identity, null, null, "a signer of the artifact")));
        return new()
        {
            Segment = segment,
            Namespace = request.Metadata.Namespace!,
            Uid = request.Metadata.Uid!,
            Purpose = purpose,
            Digest = digest,
            Needs = review ? ApprovalNeeds.OfReview(segment) : ApprovalNeeds.Of(segment, request.Status.Decision).Needs,
            AnyRole = review,
            Excluded = excluded,
            FinishedAt = !review && request.Status.Phase is { } phase && phase.IsTerminal() ? request.Status.CompletedAt : null,
            Claims = claims,
        };
    }

    public static ApprovalCase? Of(AccessGrant grant, Segment segment, ApprovalPurpose purpose, ClaimKeys claims)
    {
        if (grant.Status?.Review?.Digest is not { Length: > 0 } digest)
            return null;
        var review = purpose == ApprovalPurpose.Review;
        var role = segment.Spec.Roles.FirstOrDefault(candidate => candidate.Name == grant.Spec.Role);
        var needs = review ? ApprovalNeeds.OfReview(segment) : role is null ? [] : ApprovalNeeds.Of(segment, role).Needs;
        var ended = grant.Status.Phase is { } phase && phase.IsTerminal();
        return new()
        {
            Segment = segment,
            Namespace = grant.Metadata.Namespace!,
            Uid = grant.Metadata.Uid!,
            Purpose = purpose,
            Digest = digest,
            Needs = needs,
            AnyRole = review,
            Excluded = [ExcludedPerson.Of(grant.Spec.Requester, "the requester"), ExcludedPerson.Of(grant.Spec.Subject, "the subject")],
            FinishedAt = !review && ended ? grant.Status.RevokedAt ?? grant.Status.Conditions.Where(condition => condition.Type is "Failed" or "Complete").Max(condition => condition.LastTransitionTime) : null,
            Claims = claims,
        };
    }

    /// <summary>A recertification: the owner confirms.</summary>
    public static ApprovalCase? Of(Segment segment, ClaimKeys claims) =>
        segment.Status?.Review?.Digest is not { Length: > 0 } digest || segment.Spec.Governance?.Owner is not { } owner ? null : new()
        {
            Segment = segment,
            Namespace = "",
            Uid = segment.Metadata.Uid!,
            Purpose = ApprovalPurpose.Recertification,
            Digest = digest,
            Needs = [new("owner", 1, [owner])],
            Claims = claims,
        };
}
