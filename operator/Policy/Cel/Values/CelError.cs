namespace SegmentOperator.Policy.Cel;

/// <summary>Why an evaluation failed.</summary>
internal sealed class CelError(string message)
{
    public string Message => message;
}
