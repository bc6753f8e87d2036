using System.Text.Json.Nodes;
using SegmentOperator.Archives;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Packs;

/// <summary>Reads a pack's YAML.</summary>
internal static class PackReader
{
    /// <exception cref="FormatException">The text is no pack.</exception>
    public static RulePack Read(string file, string yaml)
    {
        var documents = YamlReader.ReadAll(file, yaml);
        if (documents is not [var pack] || pack["rules"] is not JsonArray rules)
            throw new FormatException($"{file} is not one pack with rules");
        var (name, version) = (Text(pack, "name", file), checked((int)((long?)pack["version"] ?? throw new FormatException($"{file} has no version"))));
        return new RulePack(name, version, (string?)pack["framework"], Text(pack, "title", file), [.. rules.Select(rule => Rule(rule!.AsObject(), $"{name}/{version}", file))]);
    }

    private static RuleDefinition Rule(JsonObject rule, string source, string file) => new(
        Text(rule, "name", file),
        source,
        Text(rule, "when", file),
        Enum.Parse<Verdict>(Text(rule, "then", file)),
        [],
        Text(rule, "message", file),
        EnforcementMode.Enforce,
        Text(rule, "control", file));

    private static string Text(JsonObject of, string member, string file) =>
        (string?)of[member] ?? throw new FormatException($"{file}: {of["name"]} has no {member}");
}
