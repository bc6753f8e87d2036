namespace SegmentOperator.Runtime;

/// <summary>What a reflector does next.</summary>
internal enum ReflectorPhase
{
    /// <summary>List, page by page.</summary>
    List,

    /// <summary>Watch with the present state in front (a streaming list).</summary>
    Stream,

    /// <summary>Watch on from a version.</summary>
    Watch,

    /// <summary>Ask whether the server still counts on from where it was.</summary>
    Probe,
}
