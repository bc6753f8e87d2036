using System.Net;
using System.Net.Sockets;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Passes bytes between a client and a server, and cuts every connection after so many bytes of answers.</summary>
internal sealed class BreakingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly IPEndPoint target;
    private readonly int cutAfter;
    private Task accepting = Task.CompletedTask;
    private int cuts;

    private BreakingProxy(string target, int cutAfter) => (this.target, this.cutAfter) = (IPEndPoint.Parse(target), cutAfter);

    public string Host => listener.LocalEndpoint.ToString()!;

    public int Cuts => cuts;

    public static Task<BreakingProxy> StartAsync(string target, int cutAfter)
    {
        var proxy = new BreakingProxy(target, cutAfter);
        proxy.listener.Start();
        proxy.accepting = proxy.AcceptAsync();
        return Task.FromResult(proxy);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(PassAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token))
        {
            try
            {
                await server.ConnectAsync(target, stop.Token);
                var requests = client.GetStream().CopyToAsync(server.GetStream(), ended.Token);
                if (await AnswersAsync(server.GetStream(), client.GetStream())) Interlocked.Increment(ref cuts);
                client.Client.Shutdown(SocketShutdown.Send);
                await ended.CancelAsync();
                await requests;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // One side went away: that is what this is for.
            }
        }
    }

    private async Task<bool> AnswersAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        var left = cutAfter;
        while (left > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), stop.Token);
            if (read == 0) return false;
            await to.WriteAsync(buffer.AsMemory(0, read), stop.Token);
            left -= read;
        }

        return true;
    }
}
