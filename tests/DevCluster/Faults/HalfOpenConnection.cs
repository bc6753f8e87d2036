using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace SegmentOperator.DevCluster.Faults;

/// <summary>
/// Stands below TLS on a connection. Once frozen, nothing is read from or written to the socket any more, which stays open: what a
/// client sees of a peer that lost its power or of a firewall that forgot the connection.
/// </summary>
internal sealed class HalfOpenConnection(IDuplexPipe inner, CancellationToken closed) : IDuplexPipe
{
    private volatile bool _isFrozen;

    public PipeReader Input => field ??= new Reader(this, inner.Input);

    public PipeWriter Output => field ??= new Writer(this, inner.Output);

    public void Freeze() => _isFrozen = true;

    /// <summary>The connection middleware.</summary>
    public static Func<ConnectionDelegate, ConnectionDelegate> Middleware => next => connection =>
    {
        var halfOpen = new HalfOpenConnection(connection.Transport, connection.ConnectionClosed);
        connection.Transport = halfOpen;
        connection.Features.Set(halfOpen);
        return next(connection);
    };

    /// <summary>Completes when the connection is given up.</summary>
    private Task ForeverAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closed)
        .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed class Reader(HalfOpenConnection connection, PipeReader inner) : PipeReader
    {
        public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            var result = await inner.ReadAsync(cancellationToken);
            if (!connection._isFrozen)
                return result;
            inner.AdvanceTo(result.Buffer.Start);
            await connection.ForeverAsync();
            throw new ConnectionAbortedException("The half-open connection was given up.");
        }

        public override bool TryRead(out ReadResult result)
        {
            if (!connection._isFrozen)
                return inner.TryRead(out result);
            result = default;
            return false;
        }

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }

    private sealed class Writer(HalfOpenConnection connection, PipeWriter inner) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (!connection._isFrozen)
                return await inner.FlushAsync(cancellationToken);
            await connection.ForeverAsync();
            return new FlushResult(isCanceled: false, isCompleted: true);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);
    }
}
