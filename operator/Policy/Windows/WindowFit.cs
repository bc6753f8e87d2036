namespace SegmentOperator.Policy.Windows;

/// <summary>Whether a run of some length may start.</summary>
/// <param name="State">How the windows stand.</param>
/// <param name="MayStart">Whether it may start now.</param>
/// <param name="StartsAt">When it may start, if not now; null where it never may.</param>
/// <param name="Warning">That it may run beyond the window's end, where that only warns.</param>
/// <param name="Message">Why it may not start, in a sentence; null where it may.</param>
public sealed record WindowFit(WindowState State, bool MayStart, DateTimeOffset? StartsAt, string? Warning, string? Message);
