namespace SegmentOperator.Policy.Windows;

/// <summary>When changes may run.</summary>
public sealed record WindowSettings
{
    /// <summary>Windows in which changes may run; without any, every time is good.</summary>
    public IReadOnlyList<WindowDefinition> Allow { get; init; } = [];

    /// <summary>Times in which nothing runs.</summary>
    public IReadOnlyList<WindowDefinition> Freeze { get; init; } = [];

    /// <summary>Whether a run that might not end within its window only warns.</summary>
    public bool OverrunWarns { get; init; }
}
