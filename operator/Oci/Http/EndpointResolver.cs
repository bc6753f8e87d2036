using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace SegmentOperator.Oci;

/// <summary>
/// Finds where a registry's API is: always HTTPS, except for registries that the options name and for a loopback registry that
/// turns out not to speak TLS. A TLS error other than that never leads to plain HTTP.
/// </summary>
internal sealed class EndpointResolver(RegistryClientOptions options, TimeProvider time)
{
    private const int HttpsPort = 443;
    private readonly ConcurrentDictionary<string, Uri> known = new(StringComparer.Ordinal);

    public async ValueTask<Uri> ResolveAsync(string registry, CancellationToken cancellationToken)
    {
        if (known.TryGetValue(registry, out var endpoint)) return endpoint;
        var host = registry == ReferenceGrammar.DockerHub ? "registry-1.docker.io" : registry;
        if (ReferenceGrammar.RegistryError(host) is { } error) throw new RegistryUnavailableException(error);
        var plain = options.PlainHttpRegistries.Contains(registry, StringComparer.OrdinalIgnoreCase)
            || (IsLoopback(host) && !await SpeaksTlsAsync(registry, host, cancellationToken));
        endpoint = new Uri($"{(plain ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{host}/");
        known[registry] = endpoint;
        return endpoint;
    }

    internal static bool IsLoopback(string registry)
    {
        var host = new Uri("https://" + registry).IdnHost;
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    // The handshake of this probe accepts any certificate, because nothing but "is there TLS?" is asked, and nothing is sent.
    private async Task<bool> SpeaksTlsAsync(string registry, string host, CancellationToken cancellationToken)
    {
        var address = new Uri("https://" + host);
        using var deadline = new Deadline(options.RequestTimeout, time, cancellationToken);
        var sawCertificate = false;
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(address.IdnHost, address.IsDefaultPort ? HttpsPort : address.Port, deadline.Token);
#pragma warning disable CA5359 // see above: the probe sends nothing
            await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => sawCertificate = true);
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, deadline.Token);
            return true;
        }
        catch (AuthenticationException)
        {
            return sawCertificate;
        }
        catch (IOException)
        {
            return sawCertificate;
        }
        catch (SocketException e)
        {
            throw Failures.Connection(registry, e);
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            throw Failures.Timeout(registry, options.RequestTimeout);
        }
    }
}
