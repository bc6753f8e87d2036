using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Rbac;

/// <summary>
/// The bindings that name somebody, by whom they name: a question about one person costs the same whether a namespace has ten bindings or ten
/// thousand. Kept up to date by the writes themselves.
/// </summary>
internal sealed class BindingIndex
{
    private const string Group = "rbac.authorization.k8s.io";
    private static readonly ConditionalWeakTable<IStore, BindingIndex> Indexes = [];
    private readonly ConcurrentDictionary<(string Namespace, string Who), ImmutableSortedDictionary<string, StoredObject>> _bindings = new();

    private BindingIndex(IStore store)
    {
        store.Follow($"{Group}/clusterrolebindings", Take);
        store.Follow($"{Group}/rolebindings", Take);
    }

    public static BindingIndex Of(IStore store) => Indexes.GetValue(store, static known => new(known));

    /// <summary>
    /// The bindings in which a subject can be the user, in the order of their names; cluster role bindings for the namespace "". More than
    /// apply is possible, fewer is not.
    /// </summary>
    public IEnumerable<StoredObject> Naming(UserInfo user, string ns)
    {
        var found = user.Groups.Distinct(StringComparer.Ordinal).Select(group => Bindings(ns, $"g {group}")).Prepend(Bindings(ns, $"u {user.Username}")).Where(some => some.Count > 0).ToList();
        return found.Count == 1 ? found[0].Values : found.SelectMany(some => some.Values).DistinctBy(binding => binding.Name).OrderBy(binding => binding.Name, StringComparer.Ordinal);
    }

    private ImmutableSortedDictionary<string, StoredObject> Bindings(string ns, string who) =>
        _bindings.TryGetValue((ns, who), out var some) ? some : ImmutableSortedDictionary<string, StoredObject>.Empty;

    /// <summary>Called by one write after the other.</summary>
    private void Take(StoreEvent change)
    {
        var (ns, name) = (change.Object.Namespace, change.Object.Name);
        foreach (var who in Named(change.Previous?.Value, ns))
        {
            var left = Bindings(ns, who).Remove(name);
            if (left.Count == 0)
                _bindings.TryRemove((ns, who), out _);
            else
                _bindings[(ns, who)] = left;
        }

        if (change.Type == StoreEventType.Deleted)
            return;
        foreach (var who in Named(change.Object.Value, ns))
            _bindings[(ns, who)] = (_bindings.GetValueOrDefault((ns, who)) ?? ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal)).SetItem(name, change.Object);
    }

    private static IEnumerable<string> Named(JsonObject? binding, string ns) => binding is null ? [] : binding.Objects("subjects").Select(subject => Who(subject, ns)).Distinct(StringComparer.Ordinal);

    private static string Who(JsonObject subject, string ns)
    {
        var name = subject.Str("name");
        return subject.Str("kind") switch
        {
            "Group" => $"g {name}",
            "ServiceAccount" => $"u {ServiceAccountNames.Username(subject.Str("namespace") is { Length: > 0 } home ? home : ns, name)}",
            _ => $"u {name}",
        };
    }
}
