using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Runs;

/// <summary>Derives a run's name and place from its request.</summary>
internal static class RunNames
{
    public static RunName Of(DeploymentRequest request) =>
        new(Segment.NamespaceOf(request.Spec.Segment), Names.Run(request.Metadata.Uid!), request.Metadata.Uid!);
}
