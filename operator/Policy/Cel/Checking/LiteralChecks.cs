using SegmentOperator.Policy.Cel.Libraries;
using SegmentOperator.Policy.Cel.Syntax;

namespace SegmentOperator.Policy.Cel.Checking;

/// <summary>Finds literals that could only fail: better told to the author than to the user.</summary>
internal static class LiteralChecks
{
    /// <summary>The literal argument that the function cannot read; null where there is none.</summary>
    public static LiteralExpr? Problem(string function, CallExpr call)
    {
        if (call.Arguments is not [.., LiteralExpr { Value.Kind: CelKind.String } literal])
            return null;
        var text = literal.Value.AsString();
        var isReadable = function switch
        {
            "duration" => CelDurationText.TryParse(text) is not null,
            "timestamp" => CelTimeText.TryParse(text) is not null,
            "matches" => Patterns.TryGet(text, out _, out _),
            _ => true,
        };
        return isReadable ? null : literal;
    }
}
