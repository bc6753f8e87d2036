using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Rules;

/// <summary>A rule that was compiled once, and is evaluated for every decision.</summary>
internal sealed class CompiledRule(RuleDefinition definition, CelProgram? program, string? problem)
{
    private const string AbsentField = "no such key: ";
    private readonly RuleOutcome _silent = new(definition, Applied: false, Verdict.Allow, Error: null);
    private readonly RuleOutcome _applied = new(definition, Applied: true, definition.Then, Error: null);

    public RuleDefinition Definition { get; } = definition;

    /// <param name="inputs">The inputs, with the budget that each rule has.</param>
    public RuleOutcome Evaluate(CelSession inputs)
    {
        if (program is null)
            return Failed(problem!);
        var value = inputs.Evaluate(program);
        if (value.Kind == CelKind.Bool)
            return value.AsBool() ? _applied : _silent;
        return Failed(value.ErrorMessage ?? $"it yields {value} and not true or false");
    }

    /// <summary>What cannot be checked is denied, by this rule and with the reason.</summary>
    private RuleOutcome Failed(string why) => new(
        Definition, Applied: true, Verdict.Deny, why.StartsWith(AbsentField, StringComparison.Ordinal) ? $"{why}; where a field may be absent, a rule asks with has() first" : why);
}
