namespace SegmentOperator.Sigstore;

/// <summary>A policy that cannot be used. The message is a sentence that names the authority and says what to change; it never
/// holds key material.</summary>
public sealed class PolicyException(string message, string? authority = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The authority that is wrong; null when the policy as a whole is.</summary>
    public string? Authority { get; } = authority;
}
