namespace SegmentOperator.Policy.Cel.Syntax;

/// <summary>Ends a parse; caught by the environment, which turns it into an issue.</summary>
internal sealed class CelSyntaxException(int position, string message) : Exception(message)
{
    public int Position { get; } = position;
}
