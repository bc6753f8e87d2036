using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>
/// The tests' Sigstore instance behind the interfaces that signing clients speak: Fulcio v1 and v2, Rekor v1 and v2, and an RFC 3161
/// timestamp authority, each below a path of its own, on a free port of loopback.
/// </summary>
internal sealed class SigstoreServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly Lock turn = new();

    private SigstoreServer(TestFolder folder)
    {
        var now = TimeProvider.System.GetUtcNow();
        Instance = new SigstoreInstance(now.AddDays(-30), TimeSpan.FromDays(3650), large: true);
        RootFile = folder.Write("sigstore/root.json", Instance.TrustedRoot().ToJsonString());
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        application = builder.Build();
        application.Run(HandleAsync);
    }

    public SigstoreInstance Instance { get; }

    /// <summary>The file with the instance's <c>trusted_root.json</c>.</summary>
    public string RootFile { get; }

    public string Fulcio => Address + "/fulcio";

    public string Rekor1 => Address + "/rekor1";

    public string Rekor2 => Address + "/rekor2";

    public string Timestamps => Address + "/tsa";

    private string Address => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<SigstoreServer> StartAsync(TestFolder folder)
    {
        var server = new SigstoreServer(folder);
        await server.application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        Instance.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var body = buffer.ToArray();
        var now = TimeProvider.System.GetUtcNow();
        ServiceAnswer answer;
        lock (turn)
        {
            try
            {
                answer = (context.Request.Method, context.Request.Path.Value) switch
                {
                    ("POST", "/fulcio/api/v1/signingCert") =>
                        FulcioService.Version1(Instance, body, context.Request.Headers.Authorization.ToString(), now),
                    ("POST", "/fulcio/api/v2/signingCert") =>
                        FulcioService.Version2(Instance, body, context.Request.Headers.Authorization.ToString(), now),
                    ("POST", "/rekor1/api/v1/log/entries") => RekorService.Add(Instance.Rekor1, body, now),
                    ("POST", "/rekor2/api/v2/log/entries") => TiledRekorService.Add(Instance.Rekor2, body, now),
                    ("POST", "/tsa") => new ServiceAnswer(StatusCodes.Status201Created, "application/timestamp-reply", Instance.Timestamps.Answer(body, now)),
                    var (method, path) => ServiceAnswer.Error(StatusCodes.Status404NotFound, $"{method} {path} is not served"),
                };
            }
            catch (Exception e)
            {
                answer = ServiceAnswer.Error(StatusCodes.Status400BadRequest, e.ToString());
            }
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Location is { } location) context.Response.Headers.Location = location;
        if (answer.Tag is { } tag) context.Response.Headers.ETag = tag;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }
}
