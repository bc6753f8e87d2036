namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>A credential for a run could not be had. The message is fit for a status: it never carries a token or a key.</summary>
/// <param name="reason">A CamelCase word for the condition.</param>
/// <param name="message">What happened and what to change.</param>
/// <param name="cause">What led to it.</param>
/// <param name="isFinal">The issuer checked and refused; trying again the same way cannot help.</param>
internal sealed class CredentialException(string reason, string message, bool isFinal, Exception? cause = null) : Exception(message, cause)
{
    public string Reason { get; } = reason;

    public bool IsFinal { get; } = isFinal;
}
