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

    /// <summary>The language of the public specification with its extensions: strings, math, lists, sets, encoders, bindings.</summary>
    public static CelEnvironment Standard { get; } = Core
        .WithSyntax(SyntaxOptions.Bindings | SyntaxOptions.Math)
        .WithLibrary(new StringsLibrary(asKubernetes: false))
        .WithLibrary(new MathLibrary())
        .WithLibrary(new EncodersLibrary())
        .WithLibrary(new ListsLibrary())
        .WithLibrary(new SetsLibrary());

    /// <summary>
    /// What a kube-apiserver gives to validation rules and admission policies, no more and no less: strings, lists, sets,
    /// Kubernetes' own libraries, and literals whose elements must have one type.
    /// </summary>
    public static CelEnvironment Kubernetes { get; } = WithKubernetesLibraries(Core
        .WithHomogeneousLiterals()
        .WithLibrary(new StringsLibrary(asKubernetes: true))
        .WithLibrary(new ListsLibrary())
        .WithLibrary(new SetsLibrary()));

    /// <summary>
    /// <see cref="Standard"/> with Kubernetes' libraries: what the operator's own rules are written in. Words that CEL reserves
    /// without using them, such as <c>package</c>, may name variables here.
    /// </summary>
    public static CelEnvironment Policy { get; } =
        WithKubernetesLibraries(Standard.WithSyntax(SyntaxOptions.Bindings | SyntaxOptions.Math | SyntaxOptions.ReservedNames));

    private static CelEnvironment WithKubernetesLibraries(CelEnvironment environment) => environment
        .WithLiteralValidation()
        .WithLibrary(new KubernetesListsLibrary())
        .WithLibrary(new RegexLibrary())
        .WithLibrary(new UrlLibrary())
        .WithLibrary(new QuantityLibrary())
        .WithLibrary(new NetworkLibrary())
        .WithLibrary(new SemverLibrary())
        .WithLibrary(new FormatLibrary())
        .WithLibrary(new AuthorizerLibrary());

    private CelEnvironment WithSyntax(SyntaxOptions options)
    {
        var copy = Copy();
        copy.Syntax = options;
        return copy;
    }

    private CelEnvironment WithLiteralValidation()
    {
        var copy = Copy();
        copy.ValidatesLiterals = true;
        return copy;
    }

    private CelEnvironment WithHomogeneousLiterals()
    {
        var copy = Copy();
        copy.HomogeneousLiterals = true;
        return copy;
    }
}
