using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Puts controllers into a host.</summary>
public static class ControllerRuntimeExtensions
{
    /// <summary>
    /// Adds what controllers share: caches, leader election, events, health and metrics. Needs a
    /// <see cref="ClusterConfiguration"/> among the services (or a <see cref="KubernetesClientFactory"/>). Offers
    /// <see cref="IKubernetesClient"/>, whose writes fail when this process is not the leader and are seen by the caches at
    /// once, <see cref="IApplier"/>, <see cref="IEventRecorder"/> and <see cref="ILeadership"/>.
    /// </summary>
    public static IServiceCollection AddControllerRuntime(this IServiceCollection services, Action<ControllerRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ControllerRuntimeOptions();
        configure(options);
        if (options.InstanceName.Length == 0)
            options.InstanceName = Environment.MachineName;
        if (options.LeaderElection.Identity.Length == 0)
            options.LeaderElection.Identity = $"{options.InstanceName}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        services.AddSingleton(options);
        services.AddSingleton(new CacheRegistry(services));
        services.AddSingleton(new RuntimeJitter(options.Jitter ?? new Random(RandomNumberGenerator.GetInt32(int.MaxValue))));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<KubernetesClientFactory>(Clients);
        services.AddSingleton(Leadership);
        services.AddSingleton<IKubernetesClient>(Client);
        services.AddSingleton<IApplier, Applier>();
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<IKubernetesClient>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RuntimeJitter>().Source,
            provider.GetRequiredService<ILogger<EventRecorder>>()));
        services.AddSingleton<IEventRecorder>(provider => provider.GetRequiredService<EventRecorder>());
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<HealthServer>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout + TimeSpan.FromSeconds(2));
        services.AddHostedService<ControllerManager>();
        return services;
    }

    /// <summary>Adds a cache of a kind that no controller reconciles or watches, or narrows and indexes one.</summary>
    public static IServiceCollection AddCache<T>(this IServiceCollection services, Action<CacheOptions<T>>? configure = null)
        where T : class, IKubernetesObject<T>
    {
        var options = Registry(services).Options<T>();
        configure?.Invoke(options);
        return services;
    }

    /// <summary>Adds a controller. Call after <see cref="AddControllerRuntime"/>.</summary>
    public static IServiceCollection AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, T>(
        this IServiceCollection services, Action<ControllerBuilder<T>>? configure = null)
        where TController : class, IEntityController<T>
        where T : class, IKubernetesObject<T>
    {
        var builder = new ControllerBuilder<T>(Registry(services));
        configure?.Invoke(builder);
        services.TryAddSingleton<TController>();
        services.AddKeyedSingleton(builder, (provider, _) => new Controller<T>(
            builder,
            provider.GetRequiredService<ICache<T>>(),
            builder.Sources.Select(source => source(provider)),
            new LazyController<T>(() => provider.GetRequiredService<TController>()),
            provider.GetRequiredService<ControllerRuntimeOptions>().ReconcileTimeout,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Controller<T>>>()));
        services.AddSingleton<IControllerQueue<T>>(provider => provider.GetRequiredKeyedService<Controller<T>>(builder));
        services.AddSingleton<IControllerLoop>(provider => provider.GetRequiredKeyedService<Controller<T>>(builder));
        return services;
    }

    private static KubernetesClientFactory Clients(IServiceProvider provider)
    {
        var configuration = provider.GetRequiredService<ClusterConfiguration>();
        var time = provider.GetRequiredService<TimeProvider>();
        var reading = new Lazy<IKubernetesClient>(() => new KubernetesClient(configuration, time));
        return fence => fence is null ? reading.Value : new KubernetesClient(configuration, time, fence);
    }

    /// <summary>The caches are looked up at the first write: a readiness check may itself need the client.</summary>
    private static ObservingClient Client(IServiceProvider provider)
    {
        var caches = new Lazy<Dictionary<Type, IObservingCache>>(() => CacheRegistry.All(provider));
        var inner = provider.GetRequiredService<KubernetesClientFactory>()(provider.GetRequiredService<ILeadership>());
        var options = provider.GetRequiredService<ControllerRuntimeOptions>();
        var limiter = new RequestLimiter(options.RequestsPerSecond, options.RequestBurst, provider.GetRequiredService<TimeProvider>());
        return new(inner, kind => caches.Value.GetValueOrDefault(kind), limiter);
    }

    private static ILeadership Leadership(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ControllerRuntimeOptions>().LeaderElection;
        if (!options.Enabled)
            return new AlwaysLeader();
        return new LeaderElector(
            provider.GetRequiredService<KubernetesClientFactory>()(null),
            options,
            options.Identity,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RuntimeJitter>().Source,
            provider.GetRequiredService<ILogger<LeaderElector>>());
    }

    private static CacheRegistry Registry(IServiceCollection services) =>
        services.FirstOrDefault(service => service.ServiceType == typeof(CacheRegistry))?.ImplementationInstance as CacheRegistry
        ?? throw new InvalidOperationException("Call AddControllerRuntime first.");
}
