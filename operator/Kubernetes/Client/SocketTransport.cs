using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Kubernetes;

/// <summary>
/// Real connections: HTTP/2 with pings where the server speaks TLS, kept alive by TCP as well, so that a half-open connection
/// is found out within half a minute. Writes under a fence have connections of their own, whose every byte asks the fence.
/// </summary>
internal sealed class SocketTransport(ClusterConfiguration configuration, IWriteFence? fence) : ITransport
{
    private const int TcpUserTimeout = 18;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After this long without an acknowledgement the system throws away what it still has to send. Without it, a write that was
    /// handed to a connection just before the network broke is delivered when it is mended, minutes later, by when another may lead.
    /// The fence lets nothing out in the last five seconds of a lease.
    /// </summary>
    private static readonly TimeSpan Undelivered = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Pair? _pair;

    public Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, X509Certificate2? certificate, CancellationToken cancellationToken)
    {
        var pair = For(certificate);
        var invoker = fence is null || request.Method == HttpMethod.Get ? pair.Open : pair.Fenced;
        return invoker.SendAsync(request, cancellationToken);
    }

    public void Dispose() => _pair?.Dispose();

    /// <summary>A renewed certificate needs new connections. The old ones end by themselves when they are idle.</summary>
    private Pair For(X509Certificate2? certificate)
    {
        lock (_lock)
        {
            if (_pair is null || _pair.Thumbprint != certificate?.Thumbprint)
                _pair = new(certificate?.Thumbprint, new(Handler(certificate, null)), new(Handler(certificate, fence)));
            return _pair;
        }
    }

    private SocketsHttpHandler Handler(X509Certificate2? certificate, IWriteFence? guard)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            EnableMultipleHttp2Connections = true,
            RequestHeaderEncodingSelector = (name, request) => name == GroupLines.Header && request.Version.Major == 1 ? GroupLines.Instance : null,
            KeepAlivePingDelay = KeepAlive,
            KeepAlivePingTimeout = KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, guard, cancellationToken),
        };
        if (configuration.ProxyUrl is { } proxy)
            handler.Proxy = new WebProxy(proxy);
        handler.SslOptions = Tls(certificate);
        return handler;
    }

    private SslClientAuthenticationOptions Tls(X509Certificate2? certificate)
    {
        var tls = new SslClientAuthenticationOptions();
        if (certificate is not null)
        {
            tls.ClientCertificates = [certificate];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (configuration.InsecureSkipTlsVerify)
        {
            tls.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (configuration.CertificateAuthorities is { } authorities)
        {
            tls.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint server, IWriteFence? guard, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            if (guard is not null && OperatingSystem.IsLinux())
                socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)Undelivered.TotalMilliseconds));
            await socket.ConnectAsync(server, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return guard is null ? stream : new FencedStream(stream, guard);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record Pair(string? Thumbprint, HttpMessageInvoker Open, HttpMessageInvoker Fenced) : IDisposable
    {
        public void Dispose()
        {
            Open.Dispose();
            Fenced.Dispose();
        }
    }
}
