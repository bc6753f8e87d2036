using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>Whether a request may be made at all, by its requester, for this artifact, in this segment. Pure.</summary>
internal static class Eligibility
{
    public static StepOutcome Check(DeploymentRequestSpec request, Segment segment, ImageReference artifact)
    {
        var (name, spec) = (segment.Metadata.Name!, segment.Spec);
        if (string.IsNullOrEmpty(request.Requester.Username))
            return StepOutcome.Denied("RequesterMissing", "spec.requester.username is empty. Create the request with kubectl segment, or write your own username there.");
        if (Personas.Find(spec, request.Requester, RequestType.Deploy) is null)
            return StepOutcome.Denied("RequesterNotAllowed", $"{request.Requester.Username} is in no persona of the segment {name} that may request Deploy. Ask the segment's owner, or use another segment.");
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
}
