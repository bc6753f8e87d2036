using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Runs;

/// <summary>What a run's pod is made from; see <see cref="RunPod.Build"/>.</summary>
/// <param name="Run">Name and place.</param>
/// <param name="Segment">The segment's name.</param>
/// <param name="ServiceAccount">The pod's ServiceAccount; its token is never mounted.</param>
/// <param name="Request">The request's namespace and name.</param>
/// <param name="Image">The runner's image.</param>
/// <param name="PullSecret">The Secret that it is pulled with; null for none.</param>
/// <param name="Timeout">The deadline, counted from the pod's start; at least a second.</param>
/// <param name="Runner">What the segment says of its runner.</param>
/// <param name="Proxy">The proxies that it goes through.</param>
internal sealed record RunPodSpec(
    RunName Run,
    string Segment,
    string ServiceAccount,
    ObjectKey Request,
    string Image,
    string? PullSecret,
    TimeSpan Timeout,
    RunnerSpec Runner,
    RunProxy Proxy);
