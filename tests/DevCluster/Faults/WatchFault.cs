using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Faults;

/// <summary>The fault of one watch: counts its events and strikes in time. Ends the watch with an OperationCanceledException.</summary>
internal sealed class WatchFault(HttpContext http, Fault fault)
{
    private int _sent;

    /// <summary>How long nothing but bookmarks may come; null when events may.</summary>
    public TimeSpan? BookmarksOnly => fault.Kind == FaultKind.BookmarksOnly ? fault.Delay : null;

    /// <summary>The error to end the watch with now, or null.</summary>
    public ApiException? Error => _sent < fault.AfterEvents ? null : fault.Kind switch
    {
        FaultKind.Gone => ApiErrors.Gone("too old resource version: 1 (2)"),
        FaultKind.InternalError => ApiErrors.InternalError("injected fault"),
        _ => null,
    };

    /// <summary>Called with each line before it is sent: may send half of it.</summary>
    public async Task BeforeAsync(ReadOnlyMemory<byte> line, CancellationToken cancellation)
    {
        if (_sent < fault.AfterEvents || fault.Kind is not (FaultKind.Truncate or FaultKind.Reset))
            return;
        await http.Response.Body.WriteAsync(line[..(line.Length / 2)], cancellation);
        await http.Response.Body.FlushAsync(cancellation);
        if (fault.Kind == FaultKind.Reset)
            await FaultInjection.ResetAsync(http);
        throw new OperationCanceledException("The watch was cut within a line.");
    }

    /// <summary>Called after each event.</summary>
    public async Task AfterAsync()
    {
        if (++_sent < fault.AfterEvents)
            return;
        switch (fault.Kind)
        {
            case FaultKind.Drop:
                http.Abort();
                throw new OperationCanceledException("The watch was cut.");
            case FaultKind.LostAnswer:
                await FaultInjection.ResetAsync(http);
                throw new OperationCanceledException("The watch was cut.");
            case FaultKind.Hang or FaultKind.HalfOpen:
                await FaultInjection.SilenceAsync(http, fault);
                break;
        }
    }
}
