using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Inspections;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>One reconcile of one request: the request as it was read, the status that it is getting, and what was found on the way.</summary>
internal sealed class RequestWork
{
    public RequestWork(DeploymentRequest request, TimeProvider clock)
    {
        Before = request.DeepCopy();
        Request = request;
        Clock = clock;
        Now = clock.GetUtcNow();
        Request.Status ??= new() { StartedAt = Now };
        Conditions = [.. Request.Status.Conditions];
        Request.Status.Conditions = Conditions;
    }

    /// <summary>As it was read, or as it was last written in this reconcile.</summary>
    public DeploymentRequest Before { get; private set; }

    /// <summary>The same request; its status is changed in place.</summary>
    public DeploymentRequest Request { get; private set; }

    public DeploymentRequestStatus Status => Request.Status!;

    public List<Condition> Conditions { get; private set; }

    public TimeProvider Clock { get; }

    public DateTimeOffset Now { get; }

    public DeploymentRequestSpec Spec => Request.Spec;

    public string Uid => Request.Metadata.Uid!;

    public DeploymentPhase Phase => Status.Phase ?? DeploymentPhase.Pending;

    /// <summary>The package, once it was verified and read whole.</summary>
    public PulledPackage? Package { get; set; }

    /// <summary>Who vouched for the artifact and what was attested of it, once that was verified.</summary>
    public Sigstore.Verdict.Verified? Evidence { get; set; }

    /// <summary>The decision, once it was taken. Its ReviewFacts belong into what approvers agree to.</summary>
    public Policy.Decisions.Decision? Decision { get; set; }

    /// <summary>Goes on from what the server answered to a write in the middle of the reconcile.</summary>
    public void Rebase(DeploymentRequest written)
    {
        Before = written;
        Request = written.DeepCopy();
        Conditions = [.. Request.Status!.Conditions];
        Request.Status.Conditions = Conditions;
    }

    public void SetCondition(string type, bool isTrue, string reason, string message) =>
        Conditions.Set(type, isTrue ? ConditionStatus.True : ConditionStatus.False, reason, message, Request.Metadata.Generation, Clock);

    public void SetUnknown(string type, string reason, string message) =>
        Conditions.Set(type, ConditionStatus.Unknown, reason, message, Request.Metadata.Generation, Clock);
}
