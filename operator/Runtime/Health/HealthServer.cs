using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SegmentOperator.Runtime;

/// <summary>Serves /healthz, /readyz and /metrics.</summary>
internal sealed class HealthServer(
    ControllerRuntimeOptions options, IEnumerable<IReadinessCheck> checks, MetricsCollector metrics) : IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Where it listens; null when it does not.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.HealthAddress is not { } address)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var end = EndPoint(address);
            kestrel.Listen(end);
        });
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync(cancellationToken);
        var bound = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        Address = bound?.Addresses.Select(text => new Uri(text)).FirstOrDefault();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not null)
            await _app.StopAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    internal static IPEndPoint EndPoint(string address)
    {
        var text = address.StartsWith(':') ? $"[::]{address}" : address.Replace("localhost", "127.0.0.1", StringComparison.Ordinal);
        return IPEndPoint.TryParse(text, out var end)
            ? end
            : throw new ArgumentException($"'{address}' is no address to listen on; write host:port, 0.0.0.0:8080 or :8080.", nameof(address));
    }

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return WriteAsync(context, 405, "Only GET.\n");
        return path switch
        {
            "/healthz" or "/livez" => WriteAsync(context, 200, "ok\n"),
            "/readyz" => ReadyAsync(context),
            "/metrics" => WriteAsync(context, 200, metrics.Write(), "text/plain; version=0.0.4; charset=utf-8"),
            _ => WriteAsync(context, 404, "There is /healthz, /readyz and /metrics.\n"),
        };
    }

    private Task ReadyAsync(HttpContext context)
    {
        var text = new StringBuilder();
        var ready = true;
        foreach (var check in checks)
        {
            var problem = check.NotReadyBecause;
            ready &= problem is null;
            text.Append(problem is null ? "[+]" : "[-]").Append(check.Name).Append(' ').Append(problem ?? "ok").Append('\n');
        }

        text.Append(ready ? "ready\n" : "not ready\n");
        return WriteAsync(context, ready ? 200 : 503, text.ToString());
    }

    private static Task WriteAsync(HttpContext context, int code, string text, string type = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    /// <summary>The outer host alone listens to signals.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
