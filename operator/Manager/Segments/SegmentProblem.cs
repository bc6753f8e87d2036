namespace SegmentOperator.Manager.Segments;

/// <summary>Why a segment is not Ready, and what to change.</summary>
internal sealed record SegmentProblem(string Reason, string Message);
