namespace SegmentOperator.Runtime;

/// <summary>How an Event is meant.</summary>
public enum EventType
{
    /// <summary>As expected.</summary>
    Normal,

    /// <summary>Somebody should look.</summary>
    Warning,
}
