using System.Collections.Frozen;

namespace SegmentOperator.Policy.Packs;

/// <summary>The packs that this version carries.</summary>
public static class RulePacks
{
    private const string Prefix = "packs/";
    private static readonly RulePack[] Read = [.. Names().Select(Load)];

    /// <summary>The operator's own rules, which hold for every segment.</summary>
    public static RulePack Operator { get; } = Read.Single(pack => pack.Framework is null);

    /// <summary>The packs by framework, as segments name it: SOX, PCI-DSS.</summary>
    public static IReadOnlyDictionary<string, RulePack> ByFramework { get; } =
        Read.Where(pack => pack.Framework is not null).ToFrozenDictionary(pack => pack.Framework!, StringComparer.Ordinal);

    /// <summary>What holds for a segment of these frameworks.</summary>
    public static IEnumerable<RulePack> For(IEnumerable<string> frameworks) =>
        frameworks.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Where(ByFramework.ContainsKey).Select(framework => ByFramework[framework]).Prepend(Operator);

    private static IEnumerable<string> Names() =>
        typeof(RulePacks).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static RulePack Load(string name)
    {
        using var stream = typeof(RulePacks).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return PackReader.Read(name, reader.ReadToEnd());
    }
}
