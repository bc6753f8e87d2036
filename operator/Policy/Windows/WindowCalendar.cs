namespace SegmentOperator.Policy.Windows;

/// <summary>A segment's windows and freezes, read once. Never changes.</summary>
public sealed class WindowCalendar
{
    /// <summary>How many boundaries are crossed in search of an end: a time that has more of them without a break never ends.</summary>
    private const int MaxSteps = 500;
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 9);
    private readonly TimeWindow[] _allow;
    private readonly TimeWindow[] _freeze;
    private readonly bool _overrunWarns;

    private WindowCalendar(TimeWindow[] allow, TimeWindow[] freeze, bool overrunWarns) => (_allow, _freeze, _overrunWarns) = (allow, freeze, overrunWarns);

    /// <summary>Reads windows.</summary>
    /// <param name="settings">The windows; null for none.</param>
    /// <param name="problems">What is wrong with them, in sentences.</param>
    public static WindowCalendar Read(WindowSettings? settings, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        TimeWindow[] All(IReadOnlyList<WindowDefinition>? definitions, string kind)
        {
            var windows = new List<TimeWindow>();
            foreach (var definition in definitions ?? [])
            {
                try
                {
                    windows.Add(new TimeWindow(definition, kind));
                }
                catch (FormatException e)
                {
                    found.Add($"{kind}: {e.Message}.");
                }
            }

            return [.. windows];
        }

        var calendar = new WindowCalendar(All(settings?.Allow, "windows.allow"), All(settings?.Freeze, "windows.freeze"), settings?.OverrunWarns == true);
        problems = found;
        return calendar;
    }

    /// <summary>How the windows stand at a time.</summary>
    public WindowState At(DateTimeOffset now)
    {
        if (_allow.Length == 0 && _freeze.Length == 0)
            return WindowState.Always;
        if (Array.Find(_freeze, freeze => freeze.ClosesAt(now) is not null) is { } frozen)
            return new WindowState(Open: false, Frozen: true, frozen.Name, NextOpen(now), null);
        if (_allow.Length == 0)
            return new WindowState(Open: true, Frozen: false, null, null, NextFreeze(now));
        var open = Array.Find(_allow, window => window.ClosesAt(now) is not null);
        return open is null
            ? new WindowState(Open: false, Frozen: false, null, NextOpen(now), null)
            : new WindowState(Open: true, Frozen: false, open.Name, null, Close(now));
    }

    /// <summary>Whether a run that may take this long can start.</summary>
    public WindowFit Fit(DateTimeOffset now, TimeSpan timeout)
    {
        var state = At(now);
        if (!state.Open)
            return new WindowFit(state, MayStart: false, Fitting(now, timeout), null, Closed(state, now));
        if (state.ClosesAt is not { } end || now + timeout <= end)
            return new WindowFit(state, MayStart: true, null, null, null);
        var text = $"The run may take {timeout}, and {(state.Name is null ? "changes freeze" : $"the window {state.Name} closes")} at {end:u}.";
        if (_overrunWarns)
            return new WindowFit(state, MayStart: true, null, text, null);
        var next = Fitting(end, timeout);
        return new WindowFit(state, MayStart: false, next, null, text + (next is null ? " No later window is long enough: shorten the runner's timeout or lengthen a window." : ""));
    }

    private static string Closed(WindowState state, DateTimeOffset now) =>
        (state.Frozen ? $"Changes are frozen by {state.Name}." : "No window is open.")
        + (state.NextOpen is { } next ? $" The next one opens at {next:u}." : $" None opens within nine years of {now:u}.");

    /// <summary>The start of the first open time that is long enough, at or after this time; where overruns only warn, of the first.</summary>
    private DateTimeOffset? Fitting(DateTimeOffset from, TimeSpan timeout)
    {
        var at = NextOpen(from);
        for (var i = 0; i < MaxSteps && at is { } start; i++)
        {
            if (_overrunWarns || Close(start) is not { } end || start + timeout <= end)
                return start;
            at = NextOpen(end);
        }

        return null;
    }

    private DateTimeOffset? NextOpen(DateTimeOffset from)
    {
        var at = from;
        for (var i = 0; i < MaxSteps && at - from < Horizon; i++)
        {
            if (_freeze.Select(freeze => freeze.ClosesAt(at)).Max() is { } thawed)
                at = thawed;
            else if (_allow.Length == 0 || _allow.Any(window => window.ClosesAt(at) is not null))
                return at;
            else if (_allow.Select(window => window.OpensAfter(at)).Min() is { } opens)
                at = opens;
            else
                return null;
        }

        return null;
    }

    /// <summary>When the open time that this time lies in ends: windows that overlap or touch are one, and a freeze ends it.</summary>
    private DateTimeOffset? Close(DateTimeOffset now)
    {
        var freeze = NextFreeze(now);
        var at = now;
        for (var i = 0; i < MaxSteps; i++)
        {
            if (freeze <= at)
                return freeze;
            if (_allow.Length == 0)
                return freeze;
            if (_allow.Select(window => window.ClosesAt(at)).Max() is not { } end)
                return at;
            at = end;
        }

        return freeze;
    }

    private DateTimeOffset? NextFreeze(DateTimeOffset now) => _freeze.Select(freeze => freeze.OpensAfter(now)).Min();
}
