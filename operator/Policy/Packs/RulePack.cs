using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Packs;

/// <summary>Rules that come with the operator or with a framework. They always bind; a segment adds its own and takes none away.</summary>
/// <param name="Name">operator, or the framework in lower case: sox.</param>
/// <param name="Version">Grows whenever a rule changes.</param>
/// <param name="Framework">The framework as segments name it; null for the operator's own.</param>
/// <param name="Title">What the pack is for.</param>
/// <param name="Rules">The rules, each with its control.</param>
public sealed record RulePack(string Name, int Version, string? Framework, string Title, IReadOnlyList<RuleDefinition> Rules);
