namespace SegmentOperator.Policy.Cel;

/// <summary>Evaluates a call with any number of arguments; the receiver, where there is one, comes first.</summary>
public delegate CelValue CelCall(ReadOnlySpan<CelValue> arguments);

/// <summary>
/// One signature of a function and what it does. An implementation gets arguments of the declared kinds only, and never an
/// error; it returns <see cref="CelValue.Error(string)"/> for what it cannot do and does not throw.
/// </summary>
public sealed class CelOverload
{
    private CelOverload(string id, bool isMember, CelType[] arguments, CelType result)
    {
        Id = id;
        IsMember = isMember;
        Arguments = arguments;
        Result = result;
        ParameterNames = [.. arguments.Append(result).SelectMany(Names).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The overload's own name, such as <c>string_starts_with_string</c>.</summary>
    public string Id { get; }

    /// <summary>Whether it is called on its first argument: <c>a.f(b)</c>.</summary>
    public bool IsMember { get; }

    /// <summary>The types of the arguments; a member's receiver first.</summary>
    public IReadOnlyList<CelType> Arguments { get; }

    /// <summary>The type of the result.</summary>
    public CelType Result { get; }

    internal IReadOnlyList<string> ParameterNames { get; }

    internal bool HasParameters => ParameterNames.Count > 0;

    internal Func<CelValue, CelValue>? Unary { get; private init; }

    internal Func<CelValue, CelValue, CelValue>? Binary { get; private init; }

    internal CelCall? Variadic { get; private init; }

    private Func<CelValue[], long>? Cost { get; init; }

    /// <summary>A function of one argument.</summary>
    public static CelOverload Global(string id, CelType argument, CelType result, Func<CelValue, CelValue> body) =>
        new(id, isMember: false, [argument], result) { Unary = body };

    /// <summary>A function of two arguments.</summary>
    public static CelOverload Global(string id, CelType first, CelType second, CelType result, Func<CelValue, CelValue, CelValue> body) =>
        new(id, isMember: false, [first, second], result) { Binary = body };

    /// <summary>A function of any number of arguments.</summary>
    public static CelOverload Global(string id, IEnumerable<CelType> arguments, CelType result, CelCall body) =>
        new(id, isMember: false, [.. arguments], result) { Variadic = body };

    /// <summary>A member without arguments: <c>receiver.f()</c>.</summary>
    public static CelOverload Member(string id, CelType receiver, CelType result, Func<CelValue, CelValue> body) =>
        new(id, isMember: true, [receiver], result) { Unary = body };

    /// <summary>A member with one argument: <c>receiver.f(a)</c>.</summary>
    public static CelOverload Member(string id, CelType receiver, CelType argument, CelType result, Func<CelValue, CelValue, CelValue> body) =>
        new(id, isMember: true, [receiver, argument], result) { Binary = body };

    /// <summary>A member with any number of arguments; the receiver's type comes first.</summary>
    public static CelOverload Member(string id, IEnumerable<CelType> arguments, CelType result, CelCall body) =>
        new(id, isMember: true, [.. arguments], result) { Variadic = body };

    /// <summary>The same overload with a cost that depends on its arguments; without, a call costs 1.</summary>
    internal CelOverload WithCost(Func<CelValue[], long> cost) => new(Id, IsMember, [.. Arguments], Result)
    {
        Unary = Unary,
        Binary = Binary,
        Variadic = Variadic,
        Cost = cost,
    };

    internal long CostOf(ReadOnlySpan<CelValue> arguments) => Cost?.Invoke(arguments.ToArray()) ?? 1;

    /// <summary>A signature whose evaluation the compiler knows itself: the operators.</summary>
    internal static CelOverload Operator(string id, CelType result, params CelType[] arguments) =>
        new(id, isMember: false, arguments, result);

    private static IEnumerable<string> Names(CelType type) =>
        type.Kind == CelKind.Parameter ? [type.Name] : type.Parameters.SelectMany(Names);
}
