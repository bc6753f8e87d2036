using System.Diagnostics;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>One operator process behind its own way to the API server.</summary>
internal sealed record Replica(string Name, ApiProxy Api, OperatorProcess Process) : IAsyncDisposable
{
    /// <summary>Sends a signal: STOP, CONT, KILL, TERM.</summary>
    public void Signal(string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{Process.Id}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Api.DisposeAsync();
    }
}
