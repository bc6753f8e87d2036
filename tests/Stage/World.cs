using System.Security.Cryptography;
using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.RegistrySim;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Signing;

namespace SegmentOperator.Stage;

/// <summary>
/// Everything that a deployment needs, on loopback: a Kubernetes API with a node, a registry, an org, keys, people, and the operator as
/// a process. The demo, the end-to-end tests and the benchmarks play on it.
/// </summary>
public sealed class World : IAsyncDisposable
{
    /// <summary>The operator's own namespace.</summary>
    public const string OperatorNamespace = "segment-system";

    /// <summary>The namespace of the team that makes requests.</summary>
    public const string TeamNamespace = "team-revenue";

    private readonly List<IDisposable> _disposables = [];
    private WorldCleanup? _cleanup;

    private World(string directory, StageCluster cluster, EmbeddedRegistry registry, SalesforceSimServer org)
    {
        (Directory, Cluster, Registry, Org) = (directory, cluster, registry, org);
        Admin = Client(cluster.AdminKubeconfig);
        Writer = new RegistryWriter(registry.Address);
        Signer = new CosignSigner(Writer);
        _disposables.AddRange([FinanceKey, HealthKey, OrgKey, Writer]);
    }

    /// <summary>Kubeconfigs and logs.</summary>
    public string Directory { get; }

    public StageCluster Cluster { get; }

    public EmbeddedRegistry Registry { get; }

    public SalesforceSimServer Org { get; }

    /// <summary>A client of the cluster's administrator.</summary>
    public IKubernetesClient Admin { get; }

    /// <summary>Signs what is for the segment finance.</summary>
    public SigningKey FinanceKey { get; } = SigningKey.Generate();

    /// <summary>Signs what is for the segment health.</summary>
    public SigningKey HealthKey { get; } = SigningKey.Generate();

    /// <summary>The key of the org's connected app.</summary>
    public RSA OrgKey { get; } = RSA.Create(2048);

    public RegistryWriter Writer { get; }

    public CosignSigner Signer { get; }

    /// <summary>The operator, once it is started.</summary>
    public OperatorProcess? Operator { get; private set; }

    /// <summary>Starts everything but the operator, and installs what the operator needs.</summary>
    public static async Task<World> StartAsync(WorldOptions options, CancellationToken cancellationToken = default)
    {
        System.IO.Directory.CreateDirectory(options.Directory);
        var cluster = await StageCluster.StartAsync(options, cancellationToken);
        var registry = await EmbeddedRegistry.StartAsync(new EmbeddedRegistryOptions(), cancellationToken);
        var org = await SalesforceSimServer.StartAsync(new SalesforceSimOptions { DeployDuration = options.DeployDuration }, cancellationToken);
        var world = new World(Path.GetFullPath(options.Directory), cluster, registry, org);
        try
        {
            await world.InstallAsync(cancellationToken);
            return world;
        }
        catch
        {
            // Nobody else could end the programs of a control plane that this world started.
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client of one of <see cref="WorldUsers.All"/>.</summary>
    public IKubernetesClient As(string user) => Client(Cluster.KubeconfigFor(user));

    /// <summary>Starts the operator; <see cref="OperatorProcess.WaitUntilReadyAsync"/> is the caller's.</summary>
    public OperatorProcess StartOperator(params string[] more) => StartOperator(null, more);

    /// <summary>Starts the operator with more environment variables.</summary>
    public OperatorProcess StartOperator(IReadOnlyDictionary<string, string>? environment, params string[] more)
    {
        Operator = OperatorProcess.Start(
            ["--kubeconfig", Path.Combine(Directory, "operator.kubeconfig"), "--identity", "stage", "--namespace", OperatorNamespace, "--plain-http-registry", Registry.Host,
                "--cluster-url", Cluster.Address.GetLeftPart(UriPartial.Authority), "--log-format", "text", .. more],
            Path.Combine(Directory, "operator.log"),
            environment);
        return Operator;
    }

    /// <summary>Pushes a package, and signs it when a key is given.</summary>
    /// <returns>registry/repository:tag.</returns>
    public Task<string> PushAsync(string repository, string tag, IEnumerable<PackageFile> files, SigningKey? key, bool bundle = false, CancellationToken cancellationToken = default) =>
        PushAsync(repository, tag, PackageArtifact.Build(files), key, bundle, cancellationToken);

    /// <summary>Pushes any artifact, and signs it when a key is given.</summary>
    /// <returns>registry/repository:tag.</returns>
    public async Task<string> PushAsync(string repository, string tag, BuiltArtifact built, SigningKey? key, bool bundle = false, CancellationToken cancellationToken = default)
    {
        var artifact = await Writer.PushAsync(built, repository, tag, cancellationToken);
        if (key is not null && bundle)
            await Signer.SignBundleAsync(artifact, key, cancellationToken);
        else if (key is not null)
            await Signer.SignTagAsync(artifact, key, cancellationToken);
        return $"{Registry.Host}/{repository}:{tag}";
    }

    /// <summary>Waits until an object is as it should be.</summary>
    /// <exception cref="TimeoutException">It was not in time; the message says what it was.</exception>
    public async Task<T> UntilAsync<T>(string name, string? ns, Func<T, bool> condition, Func<T, string?> describe, TimeSpan timeout, CancellationToken cancellationToken = default)
        where T : class, IKubernetesObject<T>
    {
        var started = TimeProvider.System.GetTimestamp();
        T? last = null;
        while (TimeProvider.System.GetElapsedTime(started) < timeout)
        {
            last = await Admin.FindAsync<T>(name, ns, cancellationToken);
            if (last is not null && condition(last))
                return last;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"{T.ResourceType.Kind} {name} did not come that far within {timeout.TotalSeconds:0} s; it is: {(last is null ? "not there" : describe(last))}");
    }

    /// <summary>Waits until a request has ended.</summary>
    public Task<DeploymentRequest> UntilEndedAsync(string name, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        UntilAsync<DeploymentRequest>(name, TeamNamespace, request => request.Status?.Phase is { } phase && phase.IsTerminal(), Describe, timeout, cancellationToken);

    /// <summary>A request's phase, reason and message in a line.</summary>
    public static string Describe(DeploymentRequest request) => $"{request.Status?.Phase} ({request.Status?.Reason}) {request.Status?.Message}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CleanAsync();
        foreach (var disposable in _disposables)
            disposable.Dispose();
        await Org.DisposeAsync();
        await Registry.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>A cluster that stays is left as it was.</summary>
    private async Task CleanAsync()
    {
        if (_cleanup is not null && Operator is not null)
        {
            // The last test may have killed it, and nobody else lets go of what it holds.
            if (!Operator.IsRunning)
                StartOperator();
            await _cleanup.RemoveObjectsAsync();
        }
        else if (_cleanup is not null)
        {
            await _cleanup.RemoveRuinsAsync();
        }

        if (Operator is not null)
            await Operator.DisposeAsync();
        if (_cleanup is not null)
            await _cleanup.UninstallAsync();
    }

    private async Task InstallAsync(CancellationToken cancellationToken)
    {
        if (StageCluster.Given is not null)
            _cleanup = await WorldCleanup.LookAsync(Admin, cancellationToken);
        // What a killed world left would be in the way.
        if (_cleanup?.WasInterrupted == true)
            await _cleanup.RemoveRuinsAsync();
        await WorldInstall.InstallAsync(Admin, cancellationToken: cancellationToken);
        await Admin.ApplyYamlAsync(WorldManifests.Namespaces, cancellationToken);
        var pem = OrgKey.ExportPkcs8PrivateKeyPem();
        await Admin.ApplyYamlAsync(WorldManifests.OrgKeySecret(Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))), cancellationToken);
        Org.Org.AddConnectedApp(new SimConnectedApp(WorldManifests.ClientId, OrgKey.ExportSubjectPublicKeyInfoPem(), [WorldManifests.IntegrationUser]));
        Org.Org.AddUser(new SimUser(WorldManifests.IntegrationUser));
        await WaitForKindsAsync(cancellationToken);

        var token = await Admin.CreateTokenAsync("segment-operator", OperatorNamespace, new TokenRequest { Spec = new() { ExpirationSeconds = 24 * 3600 } }, cancellationToken);
        Write("operator.kubeconfig", WorldManifests.TokenKubeconfig(Cluster.Address, Cluster.AuthorityPem, token.Status!.Token));
        Write("admin.kubeconfig", Cluster.AdminKubeconfig);
        foreach (var user in WorldUsers.All)
            Write($"{user.Name}.kubeconfig", Cluster.KubeconfigFor(user.Name));
    }

    private async Task WaitForKindsAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Admin.ListAsync<Segment>(new ListOptions(), cancellationToken);
                await Admin.ListAsync<DeploymentRequest>(new ListOptions(), cancellationToken);
                await Admin.ListAsync<AccessGrant>(new ListOptions(), cancellationToken);
                return;
            }
            catch (KubernetesException e) when ((e.IsNotFound || e.IsTransient) && attempt < 300)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }

    private KubernetesClient Client(string kubeconfig)
    {
        var path = Path.Combine(Directory, $"client-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kubeconfig)))[..12]}.kubeconfig");
        WritePrivate(path, kubeconfig);
        var client = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = path }, TimeProvider.System), TimeProvider.System);
        _disposables.Add(client);
        return client;
    }

    private void Write(string name, string content) => WritePrivate(Path.Combine(Directory, name), content);

    /// <summary>Kubeconfigs hold credentials: only their owner reads them.</summary>
    private static void WritePrivate(string path, string content)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(Encoding.UTF8.GetBytes(content));
    }
}
