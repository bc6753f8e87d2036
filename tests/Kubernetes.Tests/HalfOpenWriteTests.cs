using System.Net;
using System.Net.Sockets;

namespace SegmentOperator.Kubernetes.Tests;

/// <summary>What becomes of a write whose connection broke after it was handed over, and before it was delivered.</summary>
public class HalfOpenWriteTests
{
    private const int Size = 16 << 20;

    [Fact]
    public async Task A_write_under_a_fence_that_is_not_taken_is_thrown_away_by_the_system_and_never_delivered_later()
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        server.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        server.Listen();
        var address = new Uri($"http://[::1]:{((IPEndPoint)server.LocalEndPoint!).Port}");
        using var transport = new SocketTransport(new ClusterConfiguration { Server = address }, new OpenFence());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        using var write = new HttpRequestMessage(HttpMethod.Put, new Uri(address, "/api")) { Content = new ByteArrayContent(new byte[Size]) };

        // The peer takes the connection and then nothing of what comes, as beyond a network that broke.
        var sending = transport.SendAsync(write, null, patience.Token);
        using var peer = await server.AcceptAsync(patience.Token);
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => sending);

        for (Exception? cause = error; ; cause = cause.InnerException)
        {
            Assert.NotNull(cause);
            if (cause is SocketException { SocketErrorCode: SocketError.TimedOut })
                break;
        }

        Assert.InRange(await ReadAsync(peer, patience.Token), 0, Size - 1);
    }

    /// <summary>What still comes when the network is mended.</summary>
    private static async Task<int> ReadAsync(Socket peer, CancellationToken cancellationToken)
    {
        var (buffer, all) = (new byte[64 * 1024], 0);
        try
        {
            while (await peer.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
                all += count;
        }
        catch (SocketException)
        {
            // The connection was reset.
        }

        return all;
    }

    private sealed class OpenFence : IWriteFence
    {
        public TimeSpan EnsureMayWrite() => Timeout.InfiniteTimeSpan;
    }
}
