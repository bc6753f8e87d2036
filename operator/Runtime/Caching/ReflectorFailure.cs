namespace SegmentOperator.Runtime;

/// <summary>Kinds of failure that call for different next steps.</summary>
internal enum ReflectorFailure
{
    /// <summary>No complete answer: refused, reset, silent, truncated.</summary>
    Unreachable,

    /// <summary>The server answered that it cannot now: 429, 5xx, 401, 403.</summary>
    Refused,

    /// <summary>The version or the continue token is too old, or the kind is not served (any more).</summary>
    Gone,

    /// <summary>The request itself is not understood: no streaming lists here.</summary>
    NotSupported,
}
