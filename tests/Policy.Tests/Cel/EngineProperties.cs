using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

public sealed class EngineProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(40);

    private static readonly Dictionary<string, CelValue> Variables = new()
    {
        ["x"] = CelValue.Of(1L),
        ["y"] = CelValue.Of("text"),
        ["m"] = CelJson.FromNode(System.Text.Json.Nodes.JsonNode.Parse("""{"a": {"b": [1, 2.5, "c", null]}, "d": true}""")),
        ["l"] = CelJson.FromNode(System.Text.Json.Nodes.JsonNode.Parse("""[3, 1, 2]""")),
        ["s"] = CelValue.Error("broken"),
    };

    private static readonly CelEnvironment Environment = new[] { "x", "y", "z", "m", "l", "s" }
        .Aggregate(CelEnvironment.Policy, (e, name) => e.WithVariable(name, CelType.Dyn));

    [Fact]
    public void Any_text_either_compiles_or_has_issues() => Prop.ForAll(
        ExpressionGenerator.Texts.ToArbitrary(),
        text =>
        {
            var compilation = Environment.TryCompile(text);
            return compilation.Succeeded != compilation.Issues.Count > 0 && (compilation.Succeeded || compilation.IssueText.Length > 0);
        }).Check(Many.WithMaxTest(4_000));

    [Fact]
    public void Evaluation_never_throws_and_always_gives_the_same() => Prop.ForAll(
        ExpressionGenerator.Expressions.ToArbitrary(),
        expression =>
        {
            foreach (var compilation in new[] { Environment.TryCompile(expression), Environment.TryCompileUnchecked(expression) })
            {
                if (compilation.Program is not { } program)
                    continue;
                var first = Run(program);
                if (first != Run(program))
                    return false;
            }

            return true;
        }).Check(Many);

    [Fact]
    public void What_type_checks_has_the_type_that_was_deduced() => Prop.ForAll(
        ExpressionGenerator.Expressions.ToArbitrary(),
        expression =>
        {
            if (Environment.TryCompile(expression).Program is not { } program)
                return true;
            var value = program.Evaluate(Variables);
            return value.IsError || CelTypes.Accepts(program.ResultType, value) || (value.IsNull && program.ResultType.Kind == CelKind.Opaque);
        }).Check(Many);

    [Fact]
    public void Checking_changes_no_result() => Prop.ForAll(
        ExpressionGenerator.Expressions.ToArbitrary(),
        expression =>
        {
            if (Environment.TryCompile(expression).Program is not { } program)
                return true;
            var (value, unchecked_) = (program.Evaluate(Variables), Environment.TryCompileUnchecked(expression).Program!.Evaluate(Variables));
            return value.IsError || unchecked_.ToString() == value.ToString();
        }).Check(Many);

    private static string Run(CelProgram program)
    {
        var budget = new CelCostBudget(20_000);
        return $"{program.Evaluate(new CelActivation(Variables), budget)} {budget.Used}";
    }
}
