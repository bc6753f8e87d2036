namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Parts of the language that not every environment has.</summary>
[Flags]
internal enum SyntaxOptions
{
    None = 0,

    /// <summary><c>cel.bind</c>, and <c>cel.block</c> with its companions.</summary>
    Bindings = 1,

    /// <summary><c>math.greatest</c> and <c>math.least</c>.</summary>
    Math = 2,

    /// <summary>
    /// Words that CEL keeps for the languages into which it is translated, such as <c>package</c>, may name variables: here
    /// nothing is translated, and a rule about a package should be able to say so.
    /// </summary>
    ReservedNames = 4,
}
