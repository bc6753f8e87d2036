namespace SegmentOperator.Policy.Windows;

/// <summary>A time that recurs by schedule, or that is given by its start and end.</summary>
public sealed record WindowDefinition
{
    /// <summary>What it is for; null where nobody said.</summary>
    public string? Name { get; init; }

    /// <summary>A cron expression of five fields, or of six with seconds first; null for an absolute time.</summary>
    public string? Schedule { get; init; }

    /// <summary>How long each recurrence lasts.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>The IANA time zone that the schedule is read in.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>For an absolute time: when it begins.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>For an absolute time: when it ends.</summary>
    public DateTimeOffset? End { get; init; }
}
