using System.Text;
using SegmentOperator.DevCluster;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;
using SegmentOperator.TestSupport;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>
/// An API server with the product installed, an isolation namespace as the operator makes it, and mallory, who is given every right that
/// RBAC knows: what stops mallory is the admission policies alone. Without the policies, and with definitions that let specs be edited, it shows that an attack would succeed.
/// </summary>
public sealed class Arena : IAsyncDisposable
{
    public const string Isolation = "segment-finance";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arena-");
    private readonly List<KubernetesClient> _clients = [];
    private readonly Dictionary<string, IKubernetesClient> _people = new(StringComparer.Ordinal);
    private IAsyncDisposable _server = null!;
    private Uri _address = null!;
    private string _authority = "";

    private Arena()
    {
    }

    public IKubernetesClient Admin { get; private set; } = null!;

    /// <summary>The operator's own account.</summary>
    public IKubernetesClient Operator { get; private set; } = null!;

    public static async Task<Arena> StartAsync(string server, bool policies)
    {
        var arena = new Arena();
        if (server == ServersAttribute.Real)
        {
            var plane = await ControlPlane.StartAsync([.. WorldUsers.All.Select(user => $"{user.Token},{user.Name},{user.Uid},\"{string.Join(',', user.Groups)}\"")], controllerManager: true);
            (arena._server, arena._address, arena._authority) = (plane, plane.Address, await File.ReadAllTextAsync(plane.CaFile));
            arena.Admin = arena.Client(await File.ReadAllTextAsync(plane.AdminKubeconfig));
        }
        else
        {
            var cluster = await EmbeddedCluster.StartAsync(new DevClusterOptions { Users = WorldUsers.All });
            (arena._server, arena._address, arena._authority) = (cluster, cluster.Address, cluster.AuthorityPem);
            arena.Admin = arena.Client(cluster.AdminKubeconfig);
        }

        await WorldInstall.InstallAsync(arena.Admin, policies);
        if (!policies)
            await LooseDefinitions.InstallAsync(arena.Admin);
        await arena.PrepareAsync(policies);
        return arena;
    }

    /// <summary>One of <see cref="WorldUsers.All"/> who acts in another's name, as kubectl --as does.</summary>
    public IKubernetesClient As(string user, string other) =>
        Client(WorldManifests.TokenKubeconfig(_address, _authority, WorldUsers.All.Single(known => known.Name == user).Token) + $"\n    as: {other}");

    /// <summary>A client of one of <see cref="WorldUsers.All"/>.</summary>
    public IKubernetesClient As(string user)
    {
        if (!_people.TryGetValue(user, out var client))
            _people[user] = client = Client(WorldManifests.TokenKubeconfig(_address, _authority, WorldUsers.All.Single(known => known.Name == user).Token));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task PrepareAsync(bool policies)
    {
        await Admin.ApplyYamlAsync(WorldManifests.Namespaces);
        await Admin.ApplyYamlAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: mallory-may-everything}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
            subjects: [{kind: User, name: mallory, apiGroup: rbac.authorization.k8s.io}]
            """);
        var token = await EventuallyAsync(() => Admin.CreateTokenAsync("segment-operator", World.OperatorNamespace, new TokenRequest { Spec = new() { ExpirationSeconds = 3600 } }, default));
        Operator = Client(WorldManifests.TokenKubeconfig(_address, _authority, token.Status!.Token));
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { ["segment-operator.dev/segment"] = "finance" };
        await EventuallyAsync(() => Operator.CreateAsync(new Namespace { Metadata = new() { Name = Isolation, Labels = labels } }, new CreateOptions(), default));
        await EventuallyAsync(() => Operator.CreateAsync(
            new RoleBinding
            {
                Metadata = new() { Name = "segment-operator", Namespace = Isolation },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "segment-operator-isolation" },
                Subjects = [new() { Kind = "ServiceAccount", Name = "segment-operator", Namespace = World.OperatorNamespace }],
            },
            new CreateOptions(), default));
        await EventuallyAsync(() => Admin.GetAsync<ServiceAccount>("default", Isolation, default));
        await EventuallyAsync(() => Operator.CreateAsync(Pod("run-1", finalizer: true), new CreateOptions(), default));
        if (!policies)
            return;
        // A real server takes a policy up a moment after it was written.
        await UntilRefusedAsync(() => As("mallory").ApplyYamlAsync(WorldManifests.Request("probe", "finance", "r.example.com/a:1", "carol", "managers")));
        await UntilRefusedAsync(() => As("mallory").CreateAsync(new Secret { Metadata = new() { Name = "probe", Namespace = Isolation } }, new CreateOptions { DryRun = true }, default));
        await UntilRefusedAsync(() => As("mallory").CreateAsync(new Namespace { Metadata = new() { Name = "probe", Labels = labels } }, new CreateOptions { DryRun = true }, default));
    }

    public static Pod Pod(string name, bool finalizer = false) => new()
    {
        Metadata = new() { Name = name, Namespace = Isolation, Finalizers = finalizer ? ["segment-operator.dev/run"] : null },
        Spec = new() { AutomountServiceAccountToken = false, Containers = [new() { Name = "main", Image = "registry.example.com/x:1" }] },
    };

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> attempt)
    {
        for (var left = 300; ; left--)
        {
            try
            {
                return await attempt();
            }
            catch (KubernetesException) when (left > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private static async Task UntilRefusedAsync(Func<Task> attempt)
    {
        for (var left = 300; left > 0; left--)
        {
            try
            {
                await attempt();
            }
            catch (KubernetesException e) when (e.Message.Contains("ValidatingAdmissionPolicy", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new TimeoutException("The admission policies did not come into force.");
    }

    private KubernetesClient Client(string kubeconfig)
    {
        var path = Path.Combine(_directory.FullName, $"{_clients.Count}.kubeconfig");
        File.WriteAllText(path, kubeconfig, Encoding.UTF8);
        var client = new KubernetesClient(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = path }, TimeProvider.System), TimeProvider.System);
        _clients.Add(client);
        return client;
    }
}
