using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SegmentOperator.Oci.Tests;

/// <summary>An HTTP proxy that leads every host to one server, and remembers what it was asked for.</summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly IPEndPoint target;
    private readonly string? credentials;
    private readonly List<string> asked = [];
    private readonly Lock turn = new();
    private Task accepting = Task.CompletedTask;

    private ForwardProxy(string target, string? credentials) => (this.target, this.credentials) = (IPEndPoint.Parse(target), credentials);

    public Uri Address => new($"http://{(credentials is null ? "" : credentials + "@")}{listener.LocalEndpoint}");

    /// <summary>The request lines, and beside them the headers.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (turn) return [.. asked];
        }
    }

    public static ForwardProxy Start(string target, string? credentials = null)
    {
        var proxy = new ForwardProxy(target, credentials);
        proxy.listener.Start();
        proxy.accepting = proxy.AcceptAsync();
        return proxy;
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
            while (true) connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                var head = await HeadAsync(client.GetStream());
                lock (turn) asked.Add(head);
                if (credentials is not null && !head.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)), StringComparison.OrdinalIgnoreCase))
                {
                    await client.GetStream().WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), stop.Token);
                    return;
                }

                await server.ConnectAsync(target, stop.Token);
                if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), stop.Token);
                else
                    await server.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), stop.Token);
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                var up = client.GetStream().CopyToAsync(server.GetStream(), ended.Token);
                await server.GetStream().CopyToAsync(client.GetStream(), stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                await ended.CancelAsync();
                await up;
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
            {
                // One side went away.
            }
        }
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stop.Token) == 0) throw new IOException("no request");
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
