namespace SegmentOperator.Manager.Segments;

/// <summary>What is under way in a segment.</summary>
internal sealed record SegmentLoad(int LiveRuns, int ActiveGrants, int WaitingRequests, int UnreviewedBreakGlass)
{
    public bool IsIdle => LiveRuns == 0 && ActiveGrants == 0;
}
