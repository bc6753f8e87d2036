using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Policy.Windows;

namespace SegmentOperator.Manager.Decisions;

/// <summary>Lets a request wait for the time that it names, and for a window that its run fits into. Asked last: who has to approve need not wait for it. Break-glass, which others judge, does not wait.</summary>
internal sealed class WindowStep(SegmentRulebooks rulebooks)
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
            return StepOutcome.Next;
        }

        var timeout = Durations.TryParse(segment.Spec.Runner?.Timeout, out var stated) ? stated : Durations.Parse(new RunnerSpec().Timeout);
        var fit = rulebooks.Of(segment).Calendar.Fit(work.Now, timeout);
        work.Status.Window = new WindowStatus { Open = fit.State.Open, Name = fit.State.Name, NextOpen = fit.State.NextOpen ?? fit.StartsAt, ClosesAt = fit.State.ClosesAt };
        if (fit.MayStart || work.Spec.BreakGlass)
        {
            work.SetCondition(RequestConditions.Scheduled, isTrue: true, fit.Warning is null ? "WindowOpen" : "MayOverrun", fit.Warning ?? "The window is open.");
            return StepOutcome.Next;
        }

        var reason = fit.State.Open ? "WindowTooShort" : fit.State.Frozen ? "Frozen" : "WindowClosed";
        work.SetCondition(RequestConditions.Scheduled, isTrue: false, reason, fit.Message!);
        var pause = fit.StartsAt is { } starts && starts - work.Now < LongestPause ? starts - work.Now : LongestPause;
        return new StepOutcome.Wait(DeploymentPhase.Queued, reason, fit.Message!, pause);
    }
}
