namespace SegmentOperator.Sigstore;

/// <summary>A closed stretch of time, whose end may be open.</summary>
internal readonly record struct ValidityWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    public bool Contains(DateTimeOffset time) => time >= Start && (End is not { } end || time <= end);

    public override string ToString() => End is { } end ? $"{Messages.At(Start)} to {Messages.At(end)}" : $"{Messages.At(Start)} on";
}
