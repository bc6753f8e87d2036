using System.Text.Json;
using SegmentOperator.Policy.Cel;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>A rule in CEL over an attestation's predicate.</summary>
internal sealed class CelPredicateRule : IPredicateRule
{
    private static readonly CelEnvironment Environment = CelEnvironment.Policy.WithVariable("predicate", CelType.Dyn);
    private readonly CelProgram program;

    private CelPredicateRule(CelProgram program) => this.program = program;

    public string Canonical => "cel " + program.Source;

    /// <exception cref="PolicyException">It is no expression that can be true or false; the message says where.</exception>
    public static CelPredicateRule Compile(string field, string source)
    {
        var compiled = Environment.TryCompile(source);
        if (!compiled.Succeeded)
            throw new PolicyException($"{field} cannot be compiled: {compiled.IssueText.ReplaceLineEndings("; ")}");
        var type = compiled.Program.ResultType;
        return type.Equals(CelType.Bool) || type.Equals(CelType.Dyn)
            ? new(compiled.Program)
            : throw new PolicyException($"{field} is of type {type}; a rule is true or false");
    }

    public PredicateAnswer Evaluate(Predicate predicate)
    {
        using var document = JsonDocument.Parse(predicate.Json);
        var value = program.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["predicate"] = CelJson.FromElement(document.RootElement) });
        return value.Kind switch
        {
            CelKind.Bool => value.AsBool() ? PredicateAnswer.Holds : new PredicateAnswer.Violated(),
            CelKind.Error => new PredicateAnswer.Failed(value.ToString() ?? "it failed"),
            _ => new PredicateAnswer.Failed($"it is neither true nor false, but {value.Kind}"),
        };
    }
}
