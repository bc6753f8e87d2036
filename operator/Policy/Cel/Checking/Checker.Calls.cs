using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

internal sealed partial class Checker
{
    private int _formats;

    private CelType Call(CallExpr call)
    {
        var name = call.Function.TrimStart('.');
        List<CelType> arguments = [];
        var overloads = _environment.FindFunction(name);
        if (call.Target is not null)
        {
            if (QualifiedName(call.Target) is { } prefix && _environment.FindFunction($"{prefix}.{name}") is { } qualified)
            {
                call.QualifiedName = name = $"{prefix}.{name}";
                overloads = qualified;
            }
            else
            {
                arguments.Add(Visit(call.Target));
            }
        }

        // What is written into a text may be of any types.
        var isFormat = name == "format";
        _formats += isFormat ? 1 : 0;
        foreach (var argument in call.Arguments)
            arguments.Add(Visit(argument));
        _formats -= isFormat ? 1 : 0;
        if (overloads is null)
        {
            Report(call, $"undeclared reference to '{name}' (in container '')");
            return CelType.Error;
        }

        if (_environment.ValidatesLiterals && LiteralChecks.Problem(name, call) is { } at)
            Report(at, $"invalid {name} argument");
        return Resolve(call, name, overloads, arguments);
    }

    private CelType Resolve(CallExpr call, string name, IReadOnlyList<CelOverload> overloads, List<CelType> arguments)
    {
        var isMember = call.Target is not null && call.QualifiedName is null;
        List<CelOverload> fitting = [];
        CelType? result = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMember != isMember || overload.Arguments.Count != arguments.Count)
                continue;
            var (parameters, declared) = Instantiate(overload);
            if (!_types.AreAssignable(arguments, parameters))
                continue;
            fitting.Add(overload);
            var type = Resolved(declared);
            if (result is null)
                result = type;
            else if (result.Kind != CelKind.Dyn && !type.Equals(result))
                result = CelType.Dyn;
        }

        if (result is null)
        {
            Report(call, $"found no matching overload for '{name}' applied to '{Signature(arguments, isMember)}'");
            return CelType.Error;
        }

        call.Overloads = fitting;
        return result;
    }

    /// <summary>An overload's signature with fresh parameters in place of its own.</summary>
    private (IReadOnlyList<CelType> Arguments, CelType Result) Instantiate(CelOverload overload)
    {
        if (!overload.HasParameters)
            return (overload.Arguments, overload.Result);
        var fresh = new Substitution();
        foreach (var parameter in overload.ParameterNames)
            fresh.Bind(CelType.Parameter(parameter), Fresh());
        return ([.. overload.Arguments.Select(a => fresh.Apply(a, unboundToDyn: false))], fresh.Apply(overload.Result, unboundToDyn: false));
    }

    private string Signature(List<CelType> arguments, bool isMember) => isMember
        ? $"{Shown(arguments[0])}.({string.Join(", ", arguments.Skip(1).Select(Shown))})"
        : $"({string.Join(", ", arguments.Select(Shown))})";
}
