using System.Collections.Concurrent;
using SegmentOperator.Policy.Cel;
using SegmentOperator.Policy.Inputs;

namespace SegmentOperator.Policy.Rules;

/// <summary>Compiles rules against the types of the inputs.</summary>
internal static class RuleCompiler
{
    private static readonly ConcurrentDictionary<RuleDefinition, CompiledRule> OfPacks = new(ReferenceEqualityComparer.Instance);

    /// <summary>Rules of packs are the same for every segment: each is compiled once.</summary>
    public static CompiledRule CompileOfPack(RuleDefinition definition, List<RuleIssue> issues)
    {
        if (OfPacks.TryGetValue(definition, out var known))
            return known;
        var before = issues.Count;
        var compiled = Compile(definition, issues);
        return issues.Count == before ? OfPacks.GetOrAdd(definition, compiled) : compiled;
    }

    public static CompiledRule Compile(RuleDefinition definition, List<RuleIssue> issues)
    {
        var compilation = InputTypes.Environment.TryCompile(definition.When);
        var found = compilation.Succeeded ? Problem(definition, compilation.Program) : [.. compilation.Issues.Select(issue => RuleIssue.Of(definition.Name, issue, Suggestions.For(issue)))];
        issues.AddRange(found);
        return new CompiledRule(definition, found.Length == 0 ? compilation.Program : null, found.Length == 0 ? null : found[0].Message);
    }

    private static RuleIssue[] Problem(RuleDefinition definition, CelProgram program)
    {
        var first = definition.When.Split('\n')[0];
        if (program.ResultType.Kind is not (CelKind.Bool or CelKind.Dyn))
            return [new RuleIssue(definition.Name, 1, 1, $"the rule yields {program.ResultType}; a rule's condition yields bool", first, null)];
        var cost = program.EstimateCost(RuleLimits.UnboundedSize).Max;
        return cost <= RuleLimits.StaticCost ? [] :
        [
            new RuleIssue(definition.Name, 1, 1,
                $"the rule may cost {(cost == ulong.MaxValue ? "without bound" : cost.ToString(System.Globalization.CultureInfo.InvariantCulture))}; at most {RuleLimits.StaticCost} is allowed. Do not nest loops over the package's components", first, null),
        ];
    }
}
