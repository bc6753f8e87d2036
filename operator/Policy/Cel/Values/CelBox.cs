namespace SegmentOperator.Policy.Cel;

/// <summary>The content of a present optional.</summary>
internal sealed record CelBox(CelValue Value);
