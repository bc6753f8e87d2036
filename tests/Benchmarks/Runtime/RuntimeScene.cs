using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>A namespace with objects, and hosts of the runtime that look at it.</summary>
internal sealed class RuntimeScene(ClusterConfiguration configuration, IKubernetesClient client)
{
    private const string Label = "segment-operator.dev/bench";
    private static readonly string TwoKilobytes = new('x', 1700);

    public IKubernetesClient Client => client;

    /// <summary>Makes a namespace and waits until accounts and all are in it, so that pods can be made.</summary>
    public async Task<string> NamespaceAsync(string name)
    {
        await client.ApplyAsync(new Namespace { Metadata = new() { Name = name, Labels = new() { [Label] = "runtime" } } }, new() { FieldManager = "bench", Force = true }, default);
        for (var i = 0; i < 600 && await client.FindAsync<ServiceAccount>("default", name, default) is null; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        return name;
    }

    /// <summary>ConfigMaps of 2 kB each; those that are there already are kept.</summary>
    public async Task<string> MapsAsync(int count)
    {
        var ns = await NamespaceAsync($"bench-{count}");
        if (await client.FindAsync<ConfigMap>($"map-{count - 1:000000}", ns, default) is null)
        {
            await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, cancellationToken) =>
                await client.CreateAsync(new ConfigMap { Metadata = new() { Name = $"map-{i:000000}", Namespace = ns }, Data = new() { ["text"] = TwoKilobytes } }, new(), cancellationToken));
        }

        return ns;
    }

    /// <summary>Removes the namespaces that measurements made, on a server that stays.</summary>
    public static async Task ClearAsync(IKubernetesClient client)
    {
        var options = new ListOptions { LabelSelector = Label };
        foreach (var ns in (await client.ListAsync<Namespace>(options, default)).Items.Where(ns => ns.Metadata.DeletionTimestamp is null))
            await client.DeleteAsync<Namespace>(ns.Metadata.Name!, null, new DeleteOptions(), default);
        while ((await client.ListAsync<Namespace>(options, default)).Items is not [])
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
    }

    /// <summary>A host without limit of its request rate, as the trivial controller is nothing but requests.</summary>
    public IHost Host(Action<IServiceCollection> controllers, bool elect = false)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(configuration);
        builder.Services.AddControllerRuntime(options =>
        {
            options.LeaderElection.Enabled = elect;
            options.RequestsPerSecond = 0;
        });
        controllers(builder.Services);
        return builder.Build();
    }
}
