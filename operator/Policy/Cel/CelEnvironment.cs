namespace SegmentOperator.Policy.Cel;

/// <summary>
/// What an expression may use: variables with their types, functions, and rules of the language. Never changes: each
/// <c>With</c> returns another environment. May be used from several threads at once.
/// </summary>
public sealed partial class CelEnvironment
{
    /// <summary>The most code points that an expression may have.</summary>
    public const int MaxSourceLength = 100_000;

    /// <summary>How deep an expression may nest.</summary>
    public const int MaxDepth = 250;

    /// <summary>
    /// The whole language with its extensions: strings, math, lists, sets, encoders, bindings, optionals and comprehensions
    /// with two variables.
    /// </summary>
    public static CelEnvironment Standard => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>
    /// <see cref="Standard"/> with the libraries of Kubernetes (quantity, ip, cidr, url, semver, regex, format, lists,
    /// authorizer) and its rule that the elements of a literal list or map have one type.
    /// </summary>
    public static CelEnvironment Kubernetes => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Declares a variable, in place of one of the same name.</summary>
    public CelEnvironment WithVariable(string name, CelType type) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Adds a library.</summary>
    public CelEnvironment WithLibrary(CelLibrary library) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Adds an object type that expressions may construct: <c>Object.spec{replicas: 1}</c>.</summary>
    public CelEnvironment WithObjectType(CelType type) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Parses, type-checks and compiles.</summary>
    public CelCompilation TryCompile(string source) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Parses and compiles without type check: every overload is chosen at run time.</summary>
    public CelCompilation TryCompileUnchecked(string source) => throw new NotSupportedException("The CEL engine is being filled in");

    /// <summary>Parses, type-checks and compiles.</summary>
    /// <exception cref="CelCompileException">The expression is not valid here.</exception>
    public CelProgram Compile(string source)
    {
        var compilation = TryCompile(source);
        return compilation.Program ?? throw new CelCompileException(compilation.Issues);
    }
}
