using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>What the one cache of a kind holds. Every registration adds to it.</summary>
/// <typeparam name="T">The kind.</typeparam>
public sealed class CacheOptions<T>
    where T : class, IKubernetesObject<T>
{
    private readonly Dictionary<string, Func<T, IEnumerable<string>>> _indexes = new(StringComparer.Ordinal);

    /// <summary>Only this namespace; null for all.</summary>
    public string? Namespace { get; private set; }

    /// <summary>Only objects with these labels; null for all.</summary>
    public string? LabelSelector { get; private set; }

    /// <summary>Changes each object before it is kept, to drop what nobody reads.</summary>
    public Action<T>? Transform { get; private set; }

    internal IReadOnlyDictionary<string, Func<T, IEnumerable<string>>> Indexes => _indexes;

    /// <summary>Holds only objects of one namespace.</summary>
    public CacheOptions<T> InNamespace(string ns)
    {
        Namespace = Once(Namespace, ns, "namespace");
        return this;
    }

    /// <summary>Holds only objects with these labels, in kubectl's syntax.</summary>
    public CacheOptions<T> WithLabels(string selector)
    {
        LabelSelector = Once(LabelSelector, selector, "label selector");
        return this;
    }

    /// <summary>Changes each object before it is kept.</summary>
    public CacheOptions<T> Trim(Action<T> transform)
    {
        Transform += transform;
        return this;
    }

    /// <summary>Files each object under the values that <paramref name="values"/> yields.</summary>
    public CacheOptions<T> Index(string name, Func<T, IEnumerable<string>> values)
    {
        if (!_indexes.TryAdd(name, values))
            throw new InvalidOperationException($"The cache of {T.ResourceType.Kind} has an index '{name}' already; pick another name.");
        return this;
    }

    private static string Once(string? before, string now, string what) =>
        before is null || before == now
            ? now
            : throw new InvalidOperationException(
                $"The cache of {T.ResourceType.Kind} has the {what} '{before}' and cannot have '{now}' as well: there is one cache a kind.");
}
