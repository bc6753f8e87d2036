using System.Collections.Immutable;
using SegmentOperator.Policy.Cel.Checking;
using SegmentOperator.Policy.Cel.Evaluation;
using SegmentOperator.Policy.Cel.Syntax;

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

    private ImmutableDictionary<string, CelName> _names = ImmutableDictionary<string, CelName>.Empty;
    private ImmutableDictionary<string, ImmutableArray<CelOverload>> _functions =
        ImmutableDictionary<string, ImmutableArray<CelOverload>>.Empty;

    private ImmutableDictionary<string, CelType> _objects = ImmutableDictionary<string, CelType>.Empty;
    private string? _openRoot;

    private CelEnvironment()
    {
    }

    /// <summary>Whether the elements of a literal list or map must have one type, as Kubernetes demands.</summary>
    internal bool HomogeneousLiterals { get; private set; }

    /// <summary>Whether literal durations, timestamps and patterns that cannot be read are compile errors already.</summary>
    internal bool ValidatesLiterals { get; private set; }

    /// <summary>What the language has beyond its core.</summary>
    internal SyntaxOptions Syntax { get; private set; }

    /// <summary>Declares a variable, in place of one of the same name.</summary>
    public CelEnvironment WithVariable(string name, CelType type)
    {
        var copy = Copy();
        copy._names = _names.SetItem(name, new CelName(type, Instance: null));
        return copy;
    }

    /// <summary>Adds a library.</summary>
    public CelEnvironment WithLibrary(CelLibrary library)
    {
        var copy = Copy();
        copy._names = _names.SetItems(library.Types.Select(t => KeyValuePair.Create(t.Name, new CelName(CelType.TypeOf(t), t))));
        var functions = _functions.ToBuilder();
        foreach (var function in library.Functions)
            functions[function.Name] = functions.GetValueOrDefault(function.Name, []).AddRange(function.Overloads);
        copy._functions = functions.ToImmutable();
        return copy;
    }

    /// <summary>Adds an object type that expressions may construct: <c>Object.spec{replicas: 1}</c>.</summary>
    public CelEnvironment WithObjectType(CelType type)
    {
        var copy = Copy();
        copy._objects = _objects.SetItem(type.Name, type);
        return copy;
    }

    /// <summary>
    /// Adds object types whose fields nobody declares: the root, and below it one for every path of fields, as in
    /// <c>Object{spec: Object.spec{replicas: 1}}</c>. Every field is dyn. The values are <see cref="CelObject"/>s.
    /// </summary>
    public CelEnvironment WithOpenObjectTypes(string root)
    {
        var copy = Copy();
        copy._openRoot = root;
        return copy;
    }

    /// <summary>Parses, type-checks and compiles.</summary>
    public CelCompilation TryCompile(string source) => Compile(source, isChecked: true);

    /// <summary>Parses and compiles without type check: every overload is chosen at run time.</summary>
    public CelCompilation TryCompileUnchecked(string source) => Compile(source, isChecked: false);

    /// <summary>Parses, type-checks and compiles.</summary>
    /// <exception cref="CelCompileException">The expression is not valid here.</exception>
    public CelProgram Compile(string source)
    {
        var compilation = TryCompile(source);
        return compilation.Program ?? throw new CelCompileException(compilation.Issues);
    }

    internal CelName? FindName(string name) => _names.GetValueOrDefault(name);

    internal CelType? FindObjectType(string name) => _openRoot is not null && (name == _openRoot || name.StartsWith(_openRoot + ".", StringComparison.Ordinal))
        ? CelType.OpenObject(name)
        : _objects.GetValueOrDefault(name);

    internal IReadOnlyList<CelOverload>? FindFunction(string name) => _functions.TryGetValue(name, out var found) ? found : null;

    /// <summary>The functions' names that a person can write: words, perhaps with a library's name before them.</summary>
    internal IEnumerable<string> FunctionNames => _functions.Keys.Where(name => char.IsAsciiLetter(name[0]));

    private CelEnvironment Copy() => (CelEnvironment)MemberwiseClone();

    private CelCompilation Compile(string source, bool isChecked)
    {
        ArgumentNullException.ThrowIfNull(source);
        var length = CodePoints.Count(source);
        if (length > MaxSourceLength)
            return new CelCompilation([new CelIssue(1, 0, $"expression code point size exceeds limit: size: {length}, limit {MaxSourceLength}", "")]);
        try
        {
            var root = Parser.Parse(source, Syntax);
            var issues = isChecked ? Checker.Check(this, source, root) : [];
            if (issues.Count > 0)
                return new CelCompilation(issues);
            var planner = new Planner(this, isChecked);
            var node = planner.Plan(root);
            return new CelCompilation(new CelProgram(source, root, node, [.. planner.Variables], planner.Slots));
        }
        catch (CelSyntaxException e)
        {
            return new CelCompilation([SourceText.IssueAt(source, e.Position, e.Message)]);
        }
    }
}

/// <summary>What a name stands for: a variable of a type, or a type itself.</summary>
internal sealed record CelName(CelType Type, CelType? Instance)
{
    public bool IsType => Instance is not null;
}
