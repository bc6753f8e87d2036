using SegmentOperator.DevCluster;

namespace SegmentOperator.Kubernetes.Tests;

/// <summary>A cluster for the tests of a class, and a client of it.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private readonly string _file = Path.GetTempFileName();

    public EmbeddedCluster Cluster { get; private set; } = null!;

    public KubernetesClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Cluster = await EmbeddedCluster.StartAsync();
        await File.WriteAllTextAsync(_file, Cluster.AdminKubeconfig);
        Client = new(ClusterConfigurationLoader.Load(new() { Path = _file }, TimeProvider.System), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Cluster.DisposeAsync();
        File.Delete(_file);
    }
}
