using System.Text.Json.Nodes;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>One rule of <c>x-kubernetes-validations</c>, compiled for the type of the value that it judges.</summary>
internal sealed class CelRule
{
    private const string OldSelf = "oldSelf";
    private const string OutOfBudget = "validation failed due to running out of cost budget, no further validation rules will be run";
    private const int MessageLimit = 5 * 1024;
    private readonly JsonObject _rule;

    private CelRule(JsonObject rule, CelCompilation condition, CelCompilation? message, bool usesOldSelf, string? fieldPath)
    {
        _rule = rule;
        Condition = condition;
        Message = message;
        UsesOldSelf = usesOldSelf;
        FieldPath = fieldPath;
    }

    public CelCompilation Condition { get; }

    /// <summary>The message expression; null when the rule has none.</summary>
    public CelCompilation? Message { get; }

    /// <summary>Whether it compares with the earlier state, so that it holds for changes only.</summary>
    public bool UsesOldSelf { get; }

    private string? FieldPath { get; }

    private bool OptionalOldSelf => _rule.Flag("optionalOldSelf");

    private string Text => _rule.Str("message") is { Length: > 0 } message ? message.Trim() : _rule.Str("rule").Trim();

    public static CelRule Compile(JsonObject rule, CelType self, JsonObject schema)
    {
        var environment = CelEnvironment.Kubernetes.WithVariable("self", self).WithVariable(OldSelf, rule.Flag("optionalOldSelf") ? CelType.Optional(self) : self);
        var text = rule.Str("rule");
        var condition = environment.TryCompile(text);
        var usesOldSelf = condition.Program?.Variables.Contains(OldSelf) ?? false;
        var message = rule.Str("messageExpression") is { Length: > 0 } expression && condition.Succeeded ? environment.TryCompile(expression) : null;
        var fieldPath = rule.Str("fieldPath") is { Length: > 0 } path ? SchemaPath.Find(path, schema)?.Path : null;
        return new CelRule(rule, condition, message, usesOldSelf, fieldPath);
    }

    /// <summary>Judges a value and adds what is wrong to the run.</summary>
    public void Evaluate(CelRun run, JsonNode value, CelValue self, CelValue? oldSelf, string type, string path, bool unchanged)
    {
        if (run.Exhausted || Condition.Program is not { } program || (UsesOldSelf && oldSelf is null && !OptionalOldSelf))
            return;
        var variables = new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["self"] = self };
        if (OptionalOldSelf)
            variables[OldSelf] = oldSelf is { } before ? CelValue.Some(before) : CelValue.None;
        else if (oldSelf is { } before)
            variables[OldSelf] = before;
        var activation = new CelActivation(variables);
        var withinBudget = run.TryEvaluate(program, activation, out var result);
        if (result.IsError && result.ErrorMessage!.StartsWith(CelCostBudget.ExceededMessage, StringComparison.Ordinal) && withinBudget)
        {
            End(run, path, type, $"'{result.ErrorMessage}': no further validation rules will be run due to call cost exceeds limit for rule: {Text}");
        }
        else if (!withinBudget)
        {
            End(run, path, type, OutOfBudget);
        }
        else if (result.IsError)
        {
            run.Errors.Add(Finding.Invalid(path, type, result.ErrorMessage!.StartsWith("no such overload", StringComparison.Ordinal)
                ? $"'{result.ErrorMessage}': call arguments did not match a supported operator, function or macro signature for rule: {Text}"
                : $"{result.ErrorMessage} evaluating rule: {Text}"));
        }
        else if (!result.IsTrue)
        {
            var error = Error(run, activation, value, type, FieldPath is null ? path : path.Child(FieldPath));
            if (unchanged && !UsesOldSelf)
                run.Warnings.Add(error.ToString());
            else
                run.Errors.Add(error);
        }
    }

    private static void End(CelRun run, string path, string type, string detail)
    {
        run.Errors.Add(Finding.Invalid(path, type, detail));
        run.Exhausted = true;
    }

    private FieldError Error(CelRun run, CelActivation activation, JsonNode value, string type, string path)
    {
        var detail = OwnMessage(run, activation)
            ?? (_rule.Str("message").Length > 0 ? _rule.Str("message").Trim() : $"failed rule: {Text}");
        var hidden = type is "object" or "array";
        return _rule.Str("reason") switch
        {
            "FieldValueForbidden" => Finding.Forbidden(path, detail),
            "FieldValueRequired" => Finding.Required(path, detail),
            "FieldValueDuplicate" => hidden ? Finding.DuplicateWithoutValue(path) : Finding.Duplicate(path, value),
            _ => hidden ? Finding.InvalidWithoutValue(path, detail) : Finding.Invalid(path, value, detail),
        };
    }

    /// <summary>What the message expression says, unless it fails or says nothing usable.</summary>
    private string? OwnMessage(CelRun run, CelActivation activation)
    {
        if (Message?.Program is not { } program || !run.TryEvaluate(program, activation, out var result) || result.Kind != CelKind.String)
            return null;
        var text = result.AsString().Trim();
        return text.Length is > 0 and <= MessageLimit && !text.Contains('\n') ? text : null;
    }
}
