using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Tests.Security;

/// <summary>Resources as far as security and admission look at them.</summary>
internal static class TestResource
{
    public static ResourceInfo Of(string group, string resource, string kind) => new()
    {
        Group = group,
        Version = "v1",
        Resource = resource,
        Singular = kind.ToLowerInvariant(),
        Kind = kind,
        Namespaced = resource != "namespaces",
        ListKind = kind + "List",
        Type = null!,
        Strategy = null!,
        StorageKey = $"{group}/{resource}",
        StorageApiVersion = group.Length == 0 ? "v1" : $"{group}/v1",
    };
}
