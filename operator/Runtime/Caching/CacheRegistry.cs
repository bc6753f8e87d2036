using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>One set of options for each kind that anybody registered, and from it one cache and one informer.</summary>
internal sealed class CacheRegistry(IServiceCollection services)
{
    private readonly Dictionary<Type, object> _options = [];

    /// <summary>Options of the one cache of <typeparamref name="T"/>; the first call registers it.</summary>
    public CacheOptions<T> Options<T>()
        where T : class, IKubernetesObject<T>
    {
        if (_options.TryGetValue(typeof(T), out var known))
            return (CacheOptions<T>)known;
        var options = new CacheOptions<T>();
        _options.Add(typeof(T), options);
        services.AddSingleton(provider => new InformerCache<T>(options, provider.GetRequiredService<ILogger<InformerCache<T>>>()));
        services.AddSingleton<ICache<T>>(provider => provider.GetRequiredService<InformerCache<T>>());
        services.AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<InformerCache<T>>());
        services.AddSingleton<IInformer>(provider => new Reflector<T>(
            provider.GetRequiredService<InformerCache<T>>(),
            provider.GetRequiredService<KubernetesClientFactory>()(null),
            provider.GetRequiredService<ControllerRuntimeOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RuntimeJitter>().Source,
            provider.GetRequiredService<ILogger<Reflector<T>>>()));
        return options;
    }

    /// <summary>The caches of a host, by the C# type they hold.</summary>
    public static Dictionary<Type, IObservingCache> All(IServiceProvider provider) =>
        provider.GetServices<IReadinessCheck>().OfType<IObservingCache>().ToDictionary(cache => cache.Holds);
}
