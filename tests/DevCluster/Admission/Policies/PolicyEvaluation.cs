using SegmentOperator.DevCluster.Validation;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Admission.Policies;

/// <summary>What a policy has against a write.</summary>
/// <param name="Message">In the policy's words, or why it could not be evaluated.</param>
/// <param name="Reason">The Status's reason.</param>
internal sealed record PolicyDenial(string Message, string Reason = "Invalid")
{
    /// <summary>Whether the binding itself cannot be used; this refuses the write whatever the binding's actions are.</summary>
    public bool IsConfiguration { get; init; }

    /// <summary>Whether no binding could make it right.</summary>
    public bool IsOfPolicy { get; init; }
}

/// <summary>Evaluates a policy for one write and one parameter.</summary>
internal static class PolicyEvaluation
{
    private const int MessageLimit = 5 * 1024;
    private const long MatchBudget = 2_500_000;

    public static List<PolicyDenial> Evaluate(CompiledPolicy policy, ICelActivation activation, CelCostBudget budget)
    {
        switch (Conditions(policy, activation))
        {
            case { } error when error.Length > 0:
                return policy.Ignores ? [] : [new PolicyDenial(error)];
            case not null:
                return [];
        }

        List<PolicyDenial> denials = [];
        foreach (var validation in policy.Validations)
        {
            var expression = validation.Source.Str("expression").Trim();
            var result = Run(validation.Condition, activation, budget);
            if (result.IsError)
            {
                if (!policy.Ignores)
                    denials.Add(new PolicyDenial($"expression '{expression}' resulted in error: {result.ErrorMessage}"));
            }
            else if (!result.IsTrue)
            {
                denials.Add(new PolicyDenial(Message(validation, activation, budget, expression), validation.Source.Text("reason") ?? "Invalid"));
            }
        }

        return denials;
    }

    /// <summary>Null when all conditions hold, empty when one does not, otherwise why that could not be said.</summary>
    public static string? Conditions(CompiledPolicy policy, ICelActivation activation)
    {
        var budget = new CelCostBudget(MatchBudget);
        List<string> errors = [];
        foreach (var condition in policy.MatchConditions)
        {
            var result = Run(condition, activation, budget);
            if (result.IsError)
                errors.Add($"expression '{condition.Program?.Source}' resulted in error: {result.ErrorMessage}");
            else if (!result.IsTrue)
                return "";
        }

        return errors.Count switch { 0 => null, 1 => errors[0], _ => $"[{string.Join(", ", errors)}]" };
    }

    public static CelValue Run(CelCompilation compilation, ICelActivation activation, CelCostBudget budget)
    {
        if (compilation.Program is not { } program)
            return CelValue.Error("compilation error: " + compilation.IssueText);
        return budget.Exceeded ? CelValue.Error("validation failed due to running out of cost budget, no further validation rules will be run")
            : program.Evaluate(activation, budget);
    }

    private static string Message(CompiledValidation validation, ICelActivation activation, CelCostBudget budget, string expression)
    {
        if (validation.Message is { } compilation && Run(compilation, activation, budget) is { Kind: CelKind.String } result)
        {
            var text = result.AsString().Trim();
            if (text.Length is > 0 and <= MessageLimit && !text.Contains('\n'))
                return text;
        }

        return validation.Source.Str("message").Trim() is { Length: > 0 } message ? message : $"failed expression: {expression}";
    }
}
