using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Cli.Commands;

/// <summary>Waits a moment for what the operator makes of an Approval, so that whoever wrote one that does not count hears of it at once.</summary>
internal static class Judgement
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>The exit code: 1 where it does not count. An Approval that is not judged yet, or may not be read, is no failure.</returns>
    public static async Task<int> TellAsync(CommandContext context, Session session, Approval created, CancellationToken cancellationToken)
    {
        var (clock, name) = (TimeProvider.System, created.Metadata.Name!);
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < Patience; await Task.Delay(Pause, clock, cancellationToken))
        {
            try
            {
                switch ((await session.Client.FindAsync<Approval>(name, session.Namespace, cancellationToken))?.Status)
                {
                    case { State: ApprovalState.Counted } counted:
                        await context.Output.WriteLineAsync($"It counts{(counted.ExpiresAt is { } until ? $" until {until:u}" : "")}.");
                        return 0;
                    case { State: ApprovalState.Void or ApprovalState.Expired } other:
                        await context.Errors.WriteLineAsync($"error: it does not count ({other.Reason}): {other.Message}");
                        return 1;
                }
            }
            catch (KubernetesException e) when (e.IsForbidden)
            {
                return 0;
            }
        }

        await context.Errors.WriteLineAsync($"The operator has not looked at it yet: kubectl get approval {name} -n {session.Namespace}");
        return 0;
    }
}
