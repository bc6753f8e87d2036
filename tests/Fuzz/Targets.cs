using SegmentOperator.Fuzz.Oci;
using SegmentOperator.Fuzz.Policy;
using SegmentOperator.Fuzz.Sigstore;
using SegmentOperator.Fuzz.Tuf;

namespace SegmentOperator.Fuzz;

/// <summary>All targets. Another group of parsers is another line here.</summary>
internal static class Targets
{
    public static IReadOnlyList<FuzzTarget> All() => [.. SigstoreTargets.All(), .. RegistryTargets.All(), .. TufTargets.All(), .. PolicyTargets.All()];
}
