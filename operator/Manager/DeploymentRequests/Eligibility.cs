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
        if (request.BreakGlass)
            return StepOutcome.Denied("BreakGlassNotServed", "This version has no emergency changes; make a request without breakGlass.");
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
            return new StepOutcome.Wait(DeploymentPhase.Pending, "AuthorUnknown", $"{request.Requester.Username} creates requests on behalf of people, and no verified provenance names the person behind this one. Demand provenance in spec.artifacts.provenance of the segment {segment.Metadata.Name}, or let a person make the request.");
        return NotAllowed(segment, author) ?? StepOutcome.Next;
    }

    private static StepOutcome? NotAllowed(Segment segment, UserIdentity requester) => Personas.Find(segment.Spec, requester, RequestType.Deploy) is null
        ? StepOutcome.Denied("RequesterNotAllowed", $"{requester.Username} is in no persona of the segment {segment.Metadata.Name} that may request Deploy. Ask the segment's owner, or use another segment.")
        : null;
}
