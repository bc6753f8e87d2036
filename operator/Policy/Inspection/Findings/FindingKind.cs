namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>A kind of finding, as the catalogue describes it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Severity">How bad it usually is.</param>
/// <param name="Title">What it is, in a few words.</param>
/// <param name="Remedy">What to do instead.</param>
public sealed record FindingKind(string Id, Severity Severity, string Title, string Remedy);
