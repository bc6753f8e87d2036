using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>When changes may run.</summary>
public sealed record WindowPolicy
{
    /// <summary>Windows in which changes may run; they wait for the next one. Without any, every time is good.</summary>
    [Size(16)]
    public IReadOnlyList<AllowWindow> Allow { get; set; } = [];

    /// <summary>Times in which nothing runs, whatever the windows say.</summary>
    [Size(32)]
    public IReadOnlyList<FreezeWindow> Freeze { get; set; } = [];

    /// <summary>What happens to a run whose timeout reaches beyond the end of the window.</summary>
    [Default("Refuse")]
    public OverrunAction Overrun { get; set; } = OverrunAction.Refuse;
}

/// <summary>What happens to a run that might not end within its window.</summary>
public enum OverrunAction
{
    /// <summary>It waits for the next window.</summary>
    Refuse,

    /// <summary>It starts, with a warning.</summary>
    Warn,
}

/// <summary>A recurring window.</summary>
public sealed record AllowWindow
{
    /// <summary>What the window is for.</summary>
    [Text(128)]
    public string? Name { get; set; }

    /// <summary>When the window opens: a cron expression of five fields, or of six with seconds first.</summary>
    [Required]
    [Match(128, "^[-0-9A-Za-z*/,?#LW]+( +[-0-9A-Za-z*/,?#LW]+){4,5}$")]
    public string Schedule { get; set; } = "";

    /// <summary>How long it stays open.</summary>
    [Required]
    [Duration]
    public string Duration { get; set; } = "";

    /// <summary>The IANA time zone that the schedule is read in: Europe/Berlin.</summary>
    [Default("UTC")]
    [Match(64, "^[A-Za-z][-A-Za-z0-9_+/]*$")]
    public string TimeZone { get; set; } = "UTC";
}

/// <summary>A time without changes: absolute, from start to end, or recurring, by schedule and duration.</summary>
[CelRule("has(self.schedule) ? has(self.duration) && !has(self.start) && !has(self.end) : has(self.start) && has(self.end) && !has(self.duration)",
    "give either start and end, or schedule and duration")]
[CelRule("!has(self.start) || !has(self.end) || self.start < self.end", "end must be after start", FieldPath = ".end")]
public sealed record FreezeWindow
{
    /// <summary>What the freeze is for, as requesters see it: Quarter end.</summary>
    [Text(128)]
    public string? Name { get; set; }

    /// <summary>When it begins.</summary>
    public DateTimeOffset? Start { get; set; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? End { get; set; }

    /// <summary>When it recurs: a cron expression of five fields, or of six with seconds first.</summary>
    [Match(128, "^[-0-9A-Za-z*/,?#LW]+( +[-0-9A-Za-z*/,?#LW]+){4,5}$")]
    public string? Schedule { get; set; }

    /// <summary>How long each recurrence lasts.</summary>
    [Duration]
    public string? Duration { get; set; }

    /// <summary>The IANA time zone that the schedule is read in: Europe/Berlin.</summary>
    [Default("UTC")]
    [Match(64, "^[A-Za-z][-A-Za-z0-9_+/]*$")]
    public string TimeZone { get; set; } = "UTC";
}
