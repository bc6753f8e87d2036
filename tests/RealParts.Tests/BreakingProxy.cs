using System.Net.Sockets;
using SegmentOperator.TestSupport;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Passes bytes between a client and a server, and cuts every connection after so many bytes of answers.</summary>
internal sealed class BreakingProxy(string target, int cutAfter) : LoopbackRelay(target)
{
    private int cuts;

    public int Cuts => cuts;

    protected override async Task ServeAsync(NetworkStream client, Func<Task<NetworkStream>> connect)
    {
        var server = await connect();
        await PassAsync(client, server, async () =>
        {
            var buffer = new byte[16 * 1024];
            var left = cutAfter;
            while (left > 0)
            {
                var read = await server.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), Stopped);
                if (read == 0) return;
                await client.WriteAsync(buffer.AsMemory(0, read), Stopped);
                left -= read;
            }

            Interlocked.Increment(ref cuts);
        });
    }
}
