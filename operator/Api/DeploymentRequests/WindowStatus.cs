using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>The windows that apply to a request.</summary>
public sealed record WindowStatus
{
    /// <summary>A window is open, and no freeze applies.</summary>
    public bool Open { get; set; }

    /// <summary>The window or the freeze that decides.</summary>
    [Text(128)]
    public string? Name { get; set; }

    /// <summary>When the next window opens, if none is open.</summary>
    public DateTimeOffset? NextOpen { get; set; }

    /// <summary>When the open window closes.</summary>
    public DateTimeOffset? ClosesAt { get; set; }
}
