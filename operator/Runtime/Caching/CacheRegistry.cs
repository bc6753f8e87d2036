using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>One set of options for each kind that anybody registered: there is one cache a kind.</summary>
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
        _ = services;
        return options;
    }
}
