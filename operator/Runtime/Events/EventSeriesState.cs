namespace SegmentOperator.Runtime;

/// <summary>What is known of an Event that was written: how often it happened since, and how much of that is written.</summary>
internal sealed class EventSeriesState(string name, string ns, DateTimeOffset first)
{
    public string Name => name;

    public string Namespace => ns;

    public int Count { get; set; } = 1;

    public int WrittenCount { get; set; } = 1;

    public DateTimeOffset Last { get; set; } = first;

    public DateTimeOffset LastWritten { get; set; } = first;
}
