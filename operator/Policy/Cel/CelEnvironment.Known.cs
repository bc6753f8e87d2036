using SegmentOperator.Policy.Cel.Libraries;
using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel;

public sealed partial class CelEnvironment
{
    private static readonly CelEnvironment Core = new CelEnvironment()
        .WithLibrary(new OperatorsLibrary())
        .WithLibrary(new ConversionsLibrary())
        .WithLibrary(new TextLibrary())
        .WithLibrary(new TimeLibrary())
        .WithLibrary(new OptionalsLibrary());

    /// <summary>
    /// The whole language with its extensions: strings, math, lists, sets, encoders, bindings, optionals and comprehensions
    /// with two variables.
    /// </summary>
    public static CelEnvironment Standard { get; } = Core
        .WithMacros(MacroSet.Bindings | MacroSet.Math)
        .WithLibrary(new StringsLibrary(asKubernetes: false))
        .WithLibrary(new MathLibrary())
        .WithLibrary(new EncodersLibrary())
        .WithLibrary(new ListsLibrary())
        .WithLibrary(new SetsLibrary());

    /// <summary>
    /// What a kube-apiserver gives to validation rules and admission policies: the libraries of Kubernetes (quantity, ip, cidr,
    /// url, semver, regex, format, lists, authorizer), strings, sets, and lists whose literal elements must have one type.
    /// </summary>
    public static CelEnvironment Kubernetes { get; } = Core
        .WithHomogeneousLiterals()
        .WithLibrary(new StringsLibrary(asKubernetes: true))
        .WithLibrary(new ListsLibrary())
        .WithLibrary(new SetsLibrary());

    private CelEnvironment WithMacros(MacroSet macros)
    {
        var copy = Copy();
        copy.Macros = macros;
        return copy;
    }

    private CelEnvironment WithHomogeneousLiterals()
    {
        var copy = Copy();
        copy.HomogeneousLiterals = true;
        return copy;
    }
}
