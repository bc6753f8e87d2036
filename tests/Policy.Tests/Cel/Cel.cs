using SegmentOperator.Policy.Cel;

namespace SegmentOperator.Policy.Tests.Cel;

/// <summary>Short forms for the tests: variables are dyn, and every library is there.</summary>
internal static class Cel
{
    public static CelValue Evaluate(string expression, params (string Name, CelValue Value)[] variables) =>
        Evaluate(CelEnvironment.Policy, expression, variables);

    public static CelValue Evaluate(CelEnvironment environment, string expression, params (string Name, CelValue Value)[] variables)
    {
        foreach (var (name, _) in variables)
            environment = environment.WithVariable(name, CelType.Dyn);
        return environment.Compile(expression).Evaluate(variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal));
    }

    public static string Issues(CelEnvironment environment, string expression) => environment.TryCompile(expression).IssueText;
}
