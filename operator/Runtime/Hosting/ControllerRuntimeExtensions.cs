using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>Puts controllers into a host.</summary>
public static class ControllerRuntimeExtensions
{
    /// <summary>
    /// Adds what controllers share: leader election, events, health and metrics. Needs a <see cref="TimeProvider"/> and an
    /// <see cref="IKubernetesClient"/> among the services; offers <see cref="IKubernetesClient"/>, whose writes fail when this
    /// process is not the leader.
    /// </summary>
    public static IServiceCollection AddControllerRuntime(this IServiceCollection services, Action<ControllerRuntimeOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new ControllerRuntimeOptions();
        configure(options);
        services.AddSingleton(options);
        services.AddSingleton(new CacheRegistry(services));
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
        services.AddSingleton<TController>();
        services.AddSingleton(builder);
        return services;
    }

    private static CacheRegistry Registry(IServiceCollection services) =>
        services.FirstOrDefault(service => service.ServiceType == typeof(CacheRegistry))?.ImplementationInstance as CacheRegistry
        ?? throw new InvalidOperationException("Call AddControllerRuntime first.");
}
