namespace SegmentOperator.Policy.Windows;

/// <summary>How the windows stand at a time.</summary>
/// <param name="Open">A window is open, or none is declared, and no freeze applies.</param>
/// <param name="Frozen">A freeze applies.</param>
/// <param name="Name">The window or freeze that decides; null where no windows are declared.</param>
/// <param name="NextOpen">When it opens next, if it is not open; null where it never does.</param>
/// <param name="ClosesAt">When the open time ends; null where it is not open, or never ends.</param>
public sealed record WindowState(bool Open, bool Frozen, string? Name, DateTimeOffset? NextOpen, DateTimeOffset? ClosesAt)
{
    /// <summary>No windows are declared.</summary>
    public static WindowState Always { get; } = new(Open: true, Frozen: false, null, null, null);
}
