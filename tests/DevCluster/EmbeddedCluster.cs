using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SegmentOperator.DevCluster.Faults;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster;

/// <summary>
/// A Kubernetes API inside this process, on loopback with TLS: a test double that answers what a real kube-apiserver
/// answers, and refuses what it does not serve. Ends, with everything in it, when disposed.
/// </summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly ClusterContext _cluster;
    private readonly RequestPipeline _pipeline;
    private readonly CancellationTokenSource _stop;
    private readonly Task _background;
    private WebApplication _app;

    private EmbeddedCluster(ClusterParts parts, WebApplication app, CancellationTokenSource stop, Task background, FaultRules faults)
    {
        (_cluster, _pipeline, _app, _stop, _background, Faults) = (parts.Context, parts.Pipeline, app, stop, background, faults);
        AdminKubeconfig = KubeconfigFor("kubernetes-admin", [UserInfo.Masters]);
    }

    /// <summary>Where the API listens, <c>https://127.0.0.1:PORT/</c>.</summary>
    public Uri Address => _cluster.Address;

    /// <summary>The certificate of the authority that signed the server's, PEM.</summary>
    public string AuthorityPem => _cluster.Certificates.AuthorityPem;

    /// <summary>The administrator's kubeconfig (a client certificate of the group system:masters), YAML.</summary>
    public string AdminKubeconfig { get; }

    /// <summary>What is to go wrong from now on; nothing at first.</summary>
    public FaultRules Faults { get; }

    /// <summary>The node, when there is one.</summary>
    public Node.DevClusterNode? Node => _cluster.Node;

    /// <summary>The inside, for this assembly's own tests.</summary>
    internal ClusterContext Context => _cluster;

    /// <summary>The kubeconfig of one of the options' users, YAML.</summary>
    /// <exception cref="ArgumentException">There is no such user.</exception>
    public string KubeconfigFor(string user)
    {
        var known = _cluster.Options.Users.FirstOrDefault(u => u.Name == user)
            ?? throw new ArgumentException($"The cluster was started without a user {user}.", nameof(user));
        return Kubeconfig.OfToken(Address, AuthorityPem, user, known.Token);
    }

    /// <summary>A kubeconfig with a freshly issued client certificate, YAML.</summary>
    public string KubeconfigFor(string user, IReadOnlyList<string> groups)
    {
        var (certificate, key) = _cluster.Certificates.IssueClient(user, groups);
        return Kubeconfig.OfCertificate(Address, AuthorityPem, user, certificate, key);
    }

    /// <summary>Starts a cluster; it answers requests when the task completes.</summary>
    /// <exception cref="ArgumentException">The address is not a loopback address.</exception>
    public static async Task<EmbeddedCluster> StartAsync(DevClusterOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new DevClusterOptions();
        if (!IPAddress.IsLoopback(options.Address))
            throw new ArgumentException($"DevCluster listens on loopback only, not on {options.Address}: it is a test double.", nameof(options));
        var faults = new FaultRules();
        var stop = new CancellationTokenSource();
        var parts = ClusterParts.Build(options, faults, stop.Token);
        var app = Listen(parts.Context, parts.Pipeline, options.Port);
        await app.StartAsync(cancellation);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        parts.Context.Address = new Uri(address);
        parts.Populate();
        parts.Context.Store.ForgetBeginning();
        var background = Task.WhenAll(parts.Controllers.Select(c => Supervise(parts.Context, c, stop.Token)));
        return new EmbeddedCluster(parts, app, stop, background, faults);
    }

    /// <summary>
    /// Ends the server at once, with every connection, and starts it again at the same address. Objects survive, as they do in etcd.
    /// </summary>
    /// <param name="whileDown">What happens while nobody answers, or null.</param>
    /// <param name="resetVersions">
    /// Whether resourceVersions begin anew, as after a restore from a backup: every object gets a new and smaller one, and a watch from an
    /// older one is told nothing until the server's versions have passed it.
    /// </param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RestartAsync(Func<Task>? whileDown = null, bool resetVersions = false, CancellationToken cancellation = default)
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        if (resetVersions)
            _cluster.Store.RestartRevisions();
        if (whileDown is not null)
            await whileDown();
        _app = Listen(_cluster, _pipeline, Address.Port);
        await _app.StartAsync(cancellation);
    }

    /// <summary>Forgets all changes up to now, as a compaction does: lists and watches from an older version are answered with 410.</summary>
    public void ForgetHistory() => _cluster.Store.Compact(DateTimeOffset.MaxValue);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _background;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _cluster.Certificates.Dispose();
        _stop.Dispose();
    }

    private static WebApplication Listen(ClusterContext cluster, RequestPipeline pipeline, int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var certificate = cluster.Certificates.IssueServer();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(cluster.Options.Address, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.Use(HalfOpenConnection.Middleware);
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificate;
                    https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                    // Whether it proves anything is the authenticator's to say, with a 401 rather than a broken handshake.
                    https.AllowAnyClientCertificate();
                });
            });
        });
        var app = builder.Build();
        app.Run(pipeline.HandleAsync);
        return app;
    }

    private static async Task Supervise(ClusterContext cluster, Controllers.IClusterController controller, CancellationToken stop)
    {
        // Off the starter's stack: a controller may work for long before it first waits.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await controller.RunAsync(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                cluster.Log($"{controller.GetType().Name}: {e}");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
