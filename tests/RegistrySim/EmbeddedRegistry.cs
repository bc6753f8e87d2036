using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace SegmentOperator.RegistrySim;

/// <summary>An OCI registry in memory, on loopback: for tests, <c>make run</c> and demonstrations.</summary>
public sealed class EmbeddedRegistry : IAsyncDisposable
{
    private const int MostRecorded = 100_000;
    private readonly EmbeddedRegistryOptions options;
    private readonly WebApplication application;
    private readonly DistributionApi api;
    private readonly Gate gate;
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly LoopbackCertificate? certificate;

    private EmbeddedRegistry(EmbeddedRegistryOptions options)
    {
        this.options = options;
        api = new DistributionApi(options);
        gate = new Gate(options);
        certificate = options.Tls ? LoopbackCertificate.Create(options.Time.GetUtcNow()) : null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, options.Port, listener =>
            {
                if (certificate is not null) listener.UseHttps(certificate.Server);
            });
        });
        application = builder.Build();
        application.Run(HandleAsync);
    }

    /// <summary><c>127.0.0.1:port</c>, as references spell it.</summary>
    public string Host => $"127.0.0.1:{Address.Port}";

    /// <summary>The registry's address with its scheme.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The authority that made the server's certificate; null without TLS.</summary>
    public X509Certificate2? CertificateAuthority => certificate?.Authority;

    /// <summary>What goes wrong.</summary>
    public RegistryFaults Faults { get; } = new();

    /// <summary>The requests so far, token server included.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. requests];

    /// <summary>Starts a registry; it serves until it is disposed of.</summary>
    public static async Task<EmbeddedRegistry> StartAsync(
        EmbeddedRegistryOptions? options = null, CancellationToken cancellationToken = default)
    {
        var registry = new EmbeddedRegistry(options ?? new EmbeddedRegistryOptions());
        await registry.application.StartAsync(cancellationToken);
        var addresses = registry.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        registry.Address = new Uri(addresses.Addresses.Single());
        return registry;
    }

    /// <summary>Replaces a stored blob's bytes under its old digest. False when there is no such blob.</summary>
    public bool ReplaceBlob(string repository, string digest, byte[] content)
    {
        if (api.Find(repository) is not { } stored || !stored.Blobs.ContainsKey(digest)) return false;
        stored.Blobs[digest] = content;
        return true;
    }

    /// <summary>Replaces a stored manifest's bytes under its old digest. False when there is no such manifest.</summary>
    public bool ReplaceManifest(string repository, string digest, byte[] content)
    {
        if (api.Find(repository) is not { } stored || !stored.Manifests.TryGetValue(digest, out var manifest)) return false;
        stored.Manifests[digest] = manifest with { Content = content };
        return true;
    }

    /// <summary>Forgets the recorded requests.</summary>
    public void ForgetRequests() => requests.Clear();

    /// <summary>Stops serving; connections are refused from then on.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        certificate?.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? string.Empty;
        if (options.Administration && path.StartsWith("/_sim/", StringComparison.Ordinal))
        {
            await Administration.HandleAsync(context, this);
            return;
        }

        var headers = context.Request.Headers;
        var recorded = new RecordedRequest(
            context.Request.Method, path, context.Request.QueryString.Value ?? string.Empty,
            headers.Authorization.Count > 0 ? headers.Authorization.ToString() : null,
            headers.Range.Count > 0 ? headers.Range.ToString() : null)
        { Connection = context.Connection.Id };
        if (requests.Count < MostRecorded) requests.Enqueue(recorded);
        var fault = Faults.Take(recorded);
        if (await FaultResponses.AnswerAsync(context, fault, options.Time)) return;
        if (path == "/token")
        {
            await gate.IssueAsync(context);
            return;
        }

        var route = Route.Parse(path);
        if (route is null || (route.Kind == "referrers" && !options.Referrers))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("404 page not found\n", context.RequestAborted);
            return;
        }

        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (gate.Admit(context, route, Address.ToString().TrimEnd('/'))) await api.HandleAsync(context, route, fault);
    }
}
