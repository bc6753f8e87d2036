using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>
/// Lets a request wait for the time that it names, and for a window that its run fits into. Asked last: who has to approve need not wait
/// for it. Break-glass overrides windows and freezes, and nothing that was asked before.
/// </summary>
internal sealed class WindowStep(SegmentRulebooks rulebooks, EmergencyChanges emergencies)
{
    /// <summary>Also a far window is looked at again now and then: clocks and time zone rules change.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    public StepOutcome Check(RequestWork work, Segment segment)
    {
        if (work.Spec.NotBefore is { } earliest && earliest > work.Now)
            return new StepOutcome.Wait(DeploymentPhase.Queued, "NotBefore", $"spec.notBefore is {earliest:u}.", earliest - work.Now);
        if (segment.Spec.Windows is null)
        {
            work.Status.Window = null;
            EmergencyChanges.Record(work, segment, null);
            return StepOutcome.Next;
        }

        var timeout = Durations.TryParse(segment.Spec.Runner?.Timeout, out var stated) ? stated : Durations.Parse(new RunnerSpec().Timeout);
        var fit = rulebooks.Of(segment).Calendar.Fit(work.Now, timeout);
        work.Status.Window = new WindowStatus { Open = fit.State.Open, Name = fit.State.Name, NextOpen = fit.State.NextOpen ?? fit.StartsAt, ClosesAt = fit.State.ClosesAt };
        var glass = fit.MayStart ? null : emergencies.GlassOf(work.Request, segment, work.Now);
        EmergencyChanges.Record(work, segment, glass);
        if (glass is not null)
        {
            work.SetCondition(
                RequestConditions.Scheduled, isTrue: true, "BreakGlass",
                $"{fit.Message} {work.Spec.Requester.Username} overrides that by the break-glass {glass.Metadata.Namespace}/{glass.Metadata.Name}, which lasts until {glass.Status!.ExpiresAt:u}; it is reviewed afterwards.");
            return StepOutcome.Next;
        }

        if (fit.MayStart)
        {
            work.SetCondition(RequestConditions.Scheduled, isTrue: true, fit.Warning is null ? "WindowOpen" : "MayOverrun", fit.Warning ?? "The window is open.");
            return StepOutcome.Next;
        }

        var reason = fit.State.Open ? "WindowTooShort" : fit.State.Frozen ? "Frozen" : "WindowClosed";
        var message = fit.Message + (work.Spec.BreakGlass ? $" {work.Spec.Requester.Username} holds no active break-glass of the segment {segment.Metadata.Name} that would override this: kubectl segment break-glass {segment.Metadata.Name}." : "");
        work.SetCondition(RequestConditions.Scheduled, isTrue: false, reason, message);
        var pause = fit.StartsAt is { } starts && starts - work.Now < LongestPause ? starts - work.Now : LongestPause;
        return new StepOutcome.Wait(DeploymentPhase.Queued, reason, message, pause);
    }
}
