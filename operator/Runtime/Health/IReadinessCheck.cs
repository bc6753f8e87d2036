namespace SegmentOperator.Runtime;

/// <summary>Something that <c>/readyz</c> asks.</summary>
public interface IReadinessCheck
{
    /// <summary>Its name in the answer, <c>cache/pods</c>.</summary>
    string Name { get; }

    /// <summary>Null when ready; otherwise why not, in a few words.</summary>
    string? NotReadyBecause { get; }
}
