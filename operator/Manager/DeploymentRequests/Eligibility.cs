using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Identity;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Whether a request may be made at all, by its requester, for this artifact, in this segment. Pure.</summary>
internal static class Eligibility
{
    public static StepOutcome Check(DeploymentRequest made, Segment segment, ImageReference artifact, ClaimKeys claims)
    {
        var (name, spec, request) = (segment.Metadata.Name!, segment.Spec, made.Spec);
        if (string.IsNullOrEmpty(request.Requester.Username))
            return StepOutcome.Denied("RequesterMissing", "spec.requester.username is empty. Create the request with kubectl segment, or write your own username there.");
        // Behind a sync account stands whoever signed the provenance, who is known once the artifact is verified.
        var synced = Requesters.IsSyncAccount(segment, request.Requester);
        if (!synced && NotAllowed(segment, request.Requester) is { } notAllowed)
            return notAllowed;
        if (!synced && made.Metadata.CreationTimestamp is { } created && SessionClaims.Missing(segment, request.Requester, claims, created) is { } missing)
            return StepOutcome.Denied(missing.Reason, missing.Message);
        if (spec.Target is null)
            return StepOutcome.Denied("NoTarget", $"The segment {name} has no target: it grants access only.");
        if (request.BreakGlass && EmergencyRefusal(segment, request, synced) is { } emergency)
            return emergency;
        var repository = artifact.Repository.ToString();
        var patterns = spec.Artifacts?.Repositories ?? [];
        return patterns.Any(pattern => RepositoryPattern.Matches(pattern, repository))
            ? StepOutcome.Next
            : StepOutcome.Denied("RepositoryNotAllowed", $"{repository} is none of the repositories of the segment {name} ({(patterns.Count == 0 ? "it names none" : string.Join(", ", patterns))}).");
    }

    /// <summary>For a request that a sync account created: whether the artifact's author may request it. To be asked once the artifact is verified.</summary>
    public static StepOutcome CheckAuthor(DeploymentRequestSpec request, Segment segment, ArtifactStatus? artifact)
    {
        if (!Requesters.IsSyncAccount(segment, request.Requester))
            return StepOutcome.Next;
        if (Requesters.Of(segment, request.Requester, artifact) is not { } author)
            return new StepOutcome.Wait(DeploymentPhase.Pending, "AuthorUnknown", $"{request.Requester.Username} creates requests on behalf of people, and no verified provenance names the person behind this one (a key names nobody, a certificate does). Demand provenance by a keyless authority in spec.artifacts.provenance of the segment {segment.Metadata.Name}, or let a person make the request.");
        return NotAllowed(segment, author) ?? StepOutcome.Next;
    }

    /// <summary>Whether an emergency may be claimed at all; whether there is one, an active break-glass tells when a window stands in the way.</summary>
    private static StepOutcome? EmergencyRefusal(Segment segment, DeploymentRequestSpec request, bool synced)
    {
        var name = segment.Metadata.Name!;
        if (synced)
            return StepOutcome.Denied("SyncAccountAsks", $"{request.Requester.Username} creates requests on behalf of people, and only a person breaks the glass. Make a request without breakGlass, or let the person ask.");
        if (segment.Spec.BreakGlass is null)
            return StepOutcome.Denied("NoBreakGlass", $"The segment {name} has no break-glass; make a request without breakGlass.");
        return string.IsNullOrWhiteSpace(request.Justification)
            ? StepOutcome.Denied("ReasonMissing", "spec.breakGlass is set, and spec.justification is empty. Make a new request that says what the emergency is.")
            : null;
    }

    private static StepOutcome? NotAllowed(Segment segment, UserIdentity requester) => Personas.Find(segment.Spec, requester, RequestType.Deploy) is null
        ? StepOutcome.Denied("RequesterNotAllowed", $"{requester.Username} is in no persona of the segment {segment.Metadata.Name} that may request Deploy. Ask the segment's owner, or use another segment.")
        : null;
}
