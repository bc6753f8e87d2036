using System.Net;
using System.Net.Sockets;

namespace SegmentOperator.TestSupport;

/// <summary>Listens on loopback and hands every connection on to one server, in whatever way its heir does.</summary>
/// <param name="target">The server, as host:port.</param>
public abstract class LoopbackRelay(string target) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _target = IPEndPoint.Parse(target);
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens: host:port.</summary>
    public string Host => _listener.LocalEndpoint.ToString()!;

    /// <summary>Cancelled when the relay is disposed of.</summary>
    protected CancellationToken Stopped => _stop.Token;

    /// <summary>Begins to listen.</summary>
    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Serves one connection; both ends are closed afterwards.</summary>
    /// <param name="client">The client's end.</param>
    /// <param name="connect">Connects to the server.</param>
    protected abstract Task ServeAsync(NetworkStream client, Func<Task<NetworkStream>> connect);

    /// <summary>Passes the client's bytes on while <paramref name="answer"/> answers it, then ends both directions.</summary>
    protected async Task PassAsync(NetworkStream client, NetworkStream server, Func<Task> answer)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Stopped);
        var requests = client.CopyToAsync(server, ended.Token);
        await answer();
        client.Socket.Shutdown(SocketShutdown.Send);
        await ended.CancelAsync();
        await requests;
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ConnectionAsync(await _listener.AcceptTcpClientAsync(Stopped)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ConnectionAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await ServeAsync(client.GetStream(), async () =>
                {
                    await server.ConnectAsync(_target, Stopped);
                    return server.GetStream();
                });
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // One side went away.
            }
        }
    }
}
