namespace SegmentOperator.Policy.Windows;

/// <summary>A window that was read.</summary>
internal sealed class TimeWindow
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private readonly CronSchedule? _schedule;
    private readonly TimeSpan _duration;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _end;

    /// <exception cref="FormatException">The definition is not one; the message says why.</exception>
    public TimeWindow(WindowDefinition definition, string kind)
    {
        Name = definition.Name ?? definition.Schedule ?? $"{kind} from {definition.Start:u} to {definition.End:u}";
        if (definition.Schedule is not { } schedule)
        {
            _start = definition.Start ?? throw new FormatException($"{Name} has neither a schedule nor a start");
            _end = definition.End ?? throw new FormatException($"{Name} has no end");
            return;
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(definition.TimeZone, out var zone))
            throw new FormatException($"{Name}: there is no time zone {definition.TimeZone}; use an IANA name such as Europe/Berlin");
        if (definition.Duration <= TimeSpan.Zero)
            throw new FormatException($"{Name} has no duration");
        _schedule = CronSchedule.Parse(schedule, zone);
        _duration = definition.Duration;
    }

    public string Name { get; }

    /// <summary>When it closes, if it is open at this time.</summary>
    public DateTimeOffset? ClosesAt(DateTimeOffset at)
    {
        if (_schedule is null)
            return at >= _start && at < _end ? _end : null;
        var earliest = at - DateTimeOffset.MinValue > _duration + OneDay ? at - _duration : DateTimeOffset.MinValue + OneDay;
        return _schedule.Previous(at, earliest) is { } opened && opened + _duration > at ? opened + _duration : null;
    }

    /// <summary>When it opens next, after this time.</summary>
    public DateTimeOffset? OpensAfter(DateTimeOffset at) =>
        _schedule is not null ? _schedule.Next(at) : _start > at ? _start : null;
}
