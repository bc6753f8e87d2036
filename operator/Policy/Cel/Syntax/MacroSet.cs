namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Macros that not every environment has.</summary>
[Flags]
internal enum MacroSet
{
    None = 0,

    /// <summary><c>cel.bind</c>, and <c>cel.block</c> with its companions.</summary>
    Bindings = 1,

    /// <summary><c>math.greatest</c> and <c>math.least</c>.</summary>
    Math = 2,
}
