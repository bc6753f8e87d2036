using Microsoft.Extensions.DependencyInjection;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>A cache of another kind whose changes a controller turns into keys of its own.</summary>
/// <param name="Connect">Subscribes; the callback gets each key, whether it came with a first list, and how long it may wait for more changes.</param>
internal sealed record ControllerSource(Action<Action<ObjectKey, bool, TimeSpan>> Connect)
{
    /// <summary>Both states of a change are mapped: what an object no longer points at must hear of it too.</summary>
    public static ControllerSource Of<TOther>(IServiceProvider services, Func<TOther, IEnumerable<ObjectKey>> map, Func<CacheChange<TOther>, bool>? when, TimeSpan settle)
        where TOther : class, IKubernetesObject<TOther>
    {
        var cache = services.GetRequiredService<ICache<TOther>>();
        return new(enqueue => cache.Subscribe(change =>
        {
            if (when is not null && !when(change))
                return;
            foreach (var key in Keys(map, change.Before).Union(Keys(map, change.After)))
                enqueue(key, change.Initial, settle);
        }));
    }

    private static IEnumerable<ObjectKey> Keys<TOther>(Func<TOther, IEnumerable<ObjectKey>> map, TOther? value)
        where TOther : class =>
        value is null ? [] : map(value);
}
