namespace SegmentOperator.Manager.Runs.Credentials;

/// <summary>A credential for one run. Its text form leaves the token out.</summary>
/// <param name="AccessToken">The token.</param>
/// <param name="Subject">Whose rights it carries.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="RevokeAt">The org that revokes it; null for a credential that dies with the pod.</param>
internal sealed record RunCredential(string AccessToken, string Subject, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt, Uri? RevokeAt)
{
    public override string ToString() => $"credential of {Subject}";
}
