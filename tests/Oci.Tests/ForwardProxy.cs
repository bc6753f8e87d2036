using System.Net.Sockets;
using System.Text;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Oci.Tests;

/// <summary>An HTTP proxy that leads every host to one server, and remembers what it was asked for.</summary>
internal sealed class ForwardProxy(string target, string? credentials = null) : LoopbackRelay(target)
{
    private readonly List<string> asked = [];
    private readonly Lock turn = new();

    public Uri Address => new($"http://{(credentials is null ? "" : credentials + "@")}{Host}");

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
        proxy.Start();
        return proxy;
    }

    protected override async Task ServeAsync(NetworkStream client, Func<Task<NetworkStream>> connect)
    {
        var head = await HeadAsync(client);
        lock (turn) asked.Add(head);
        if (credentials is not null && !head.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)), StringComparison.OrdinalIgnoreCase))
        {
            await client.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Stopped);
            return;
        }

        var server = await connect();
        if (head.StartsWith("CONNECT ", StringComparison.Ordinal))
            await client.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), Stopped);
        else
            await server.WriteAsync(Encoding.ASCII.GetBytes(head.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n", StringComparison.Ordinal)), Stopped);
        await PassAsync(client, server, () => server.CopyToAsync(client, Stopped));
    }

    private async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, Stopped) == 0) throw new IOException("no request");
            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
