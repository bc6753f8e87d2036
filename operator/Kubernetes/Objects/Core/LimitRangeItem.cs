namespace SegmentOperator.Kubernetes;

/// <summary>Bounds of one type, <c>Container</c> or <c>Pod</c>.</summary>
public sealed class LimitRangeItem
{
    public string Type { get; set; } = "";

    public Dictionary<string, string>? Max { get; set; }

    public Dictionary<string, string>? Min { get; set; }

    public Dictionary<string, string>? Default { get; set; }

    public Dictionary<string, string>? DefaultRequest { get; set; }

    public Dictionary<string, string>? MaxLimitRequestRatio { get; set; }
}
