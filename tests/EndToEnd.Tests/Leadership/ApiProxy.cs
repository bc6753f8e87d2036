using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SegmentOperator.EndToEnd.Leadership;

/// <summary>
/// One replica's way to the API server: HTTP/2 over TLS as on the straight way, but it can fall silent or become slow, and it writes
/// down what passes. A request whose sender has given up is not handed on any more.
/// </summary>
internal sealed class ApiProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _server;
    private readonly X509Certificate2 _certificate;
    private readonly string _replica;
    private readonly CallLog _log;
    private TaskCompletionSource _passable = Open();

    private ApiProxy(string replica, Uri server, string authorityPem, CallLog log)
    {
        (_replica, _log, _certificate) = (replica, log, SelfSigned());
        _server = new(Handler(authorityPem)) { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate)));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    public Uri Address { get; private set; } = null!;

    /// <summary>How long each request takes before it is handed on.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Nothing gets through any more, in either direction, and nobody says so.</summary>
    public bool IsSilent
    {
        get => !_passable.Task.IsCompleted;
        set
        {
            if (value)
                _passable = new(TaskCreationOptions.RunContinuationsAsynchronously);
            else
                _passable.TrySetResult();
        }
    }

    public static async Task<ApiProxy> StartAsync(string replica, Uri server, string authorityPem, CallLog log)
    {
        var proxy = new ApiProxy(replica, server, authorityPem, log);
        await proxy._app.StartAsync();
        proxy.Address = new(proxy._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return proxy;
    }

    /// <summary>A kubeconfig of this way.</summary>
    public string Kubeconfig(string token) => $$$"""
        {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],
         "clusters":[{"name":"c","cluster":{"server":"{{{Address.GetLeftPart(UriPartial.Authority)}}}","certificate-authority-data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(_certificate.ExportCertificatePem()))}}}"}}],
         "users":[{"name":"u","user":{"token":"{{{token}}}"}}]}
        """;

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
        _server.Dispose();
        _certificate.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var gone = context.RequestAborted;
        using var body = new MemoryStream();
        var (forwarded, status, holder) = (0L, default(int?), default(string?));
        try
        {
            await context.Request.Body.CopyToAsync(body, gone);
            if (Delay > TimeSpan.Zero)
                await Task.Delay(Delay, TimeProvider.System, gone);
            await _passable.Task.WaitAsync(gone);
            using var request = Copy(context.Request, body.ToArray());
            holder = HolderIn(context.Request, body.ToArray());
            forwarded = TimeProvider.System.GetTimestamp();
            using var answer = await _server.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone);
            status = (int)answer.StatusCode;
            Write(context.Request, forwarded, status, holder);
            await ReturnAsync(context, answer, gone);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            if (forwarded != 0 && status is null)
                Write(context.Request, forwarded, null, holder);
            context.Abort();
        }
    }

    private async Task ReturnAsync(HttpContext context, HttpResponseMessage answer, CancellationToken gone)
    {
        await _passable.Task.WaitAsync(gone);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is not ("Transfer-Encoding" or "Connection" or "Content-Length"))
                context.Response.Headers[name] = values.ToArray();
        }

        await using var stream = await answer.Content.ReadAsStreamAsync(gone);
        var chunk = new byte[16384];
        await context.Response.Body.FlushAsync(gone);
        for (int read; (read = await stream.ReadAsync(chunk, gone)) > 0;)
        {
            await _passable.Task.WaitAsync(gone);
            await context.Response.Body.WriteAsync(chunk.AsMemory(0, read), gone);
            await context.Response.Body.FlushAsync(gone);
        }
    }

    private void Write(HttpRequest request, long forwarded, int? status, string? holder) =>
        _log.Calls.Enqueue(new(_replica, request.Method, request.Path.Value!, forwarded, TimeProvider.System.GetTimestamp(), status, holder));

    private static string? HolderIn(HttpRequest request, byte[] body) =>
        request.Path.Value!.Contains("/leases", StringComparison.Ordinal) && body.Length > 0
            ? (string?)JsonNode.Parse(body)!["spec"]?["holderIdentity"]
            : null;

    private static HttpRequestMessage Copy(HttpRequest from, byte[] body)
    {
        var request = new HttpRequestMessage(new HttpMethod(from.Method), from.Path + from.QueryString.Value)
        {
            Content = body.Length > 0 ? new ByteArrayContent(body) : null,
        };
        foreach (var (name, values) in from.Headers)
        {
            if (name is not ("Host" or "Content-Length" or "Connection") && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return request;
    }

    private static SocketsHttpHandler Handler(string authorityPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        return new() { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy }, AllowAutoRedirect = false, UseCookies = false };
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=api-proxy", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }
}
