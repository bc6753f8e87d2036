namespace SegmentOperator.Policy.Inputs;

/// <summary>Inputs that do not have the form that they should.</summary>
/// <param name="Path">Where: request.operation.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
public sealed record InputProblem(string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Message}";
}
