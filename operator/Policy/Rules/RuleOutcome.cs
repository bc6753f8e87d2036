namespace SegmentOperator.Policy.Rules;

/// <summary>What one rule said about one change.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Applied">Whether its condition held, or could not be evaluated.</param>
/// <param name="Verdict">Its verdict; Allow where it did not apply.</param>
/// <param name="Error">Why the condition could not be evaluated, which counts as Deny; null otherwise.</param>
public sealed record RuleOutcome(RuleDefinition Rule, bool Applied, Verdict Verdict, string? Error)
{
    /// <summary>The verdict that counts, after enforcement.</summary>
    public Verdict Binding => Rule.Enforcement switch
    {
        EnforcementMode.Enforce => Verdict,
        EnforcementMode.Warn when Verdict > Verdict.Warn => Verdict.Warn,
        EnforcementMode.Warn => Verdict,
        _ => Verdict.Allow,
    };

    /// <summary>Why, in a sentence.</summary>
    public string Message => Error is not null ? $"the rule could not be evaluated: {Error}"
        : !Applied ? "does not apply"
        : string.IsNullOrEmpty(Rule.Message) ? $"{Rule.Name} applies" : Rule.Message;
}
