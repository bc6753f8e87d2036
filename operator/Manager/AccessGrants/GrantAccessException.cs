namespace SegmentOperator.Manager.AccessGrants;

/// <summary>Access could not be given, taken or asked about.</summary>
internal sealed class GrantAccessException(string reason, string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A CamelCase word.</summary>
    public string Reason { get; } = reason;

    /// <summary>Trying again changes nothing.</summary>
    public bool IsFinal { get; } = isFinal;
}
