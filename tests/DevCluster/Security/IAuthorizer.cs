namespace SegmentOperator.DevCluster.Security;

/// <summary>What a request wants to do. Of a non-resource request only <see cref="Verb"/> and <see cref="Path"/> are set.</summary>
internal sealed record AuthorizationAttributes(
    UserInfo User,
    string Verb,
    string Group = "",
    string Version = "",
    string Resource = "",
    string Subresource = "",
    string Namespace = "",
    string Name = "",
    string? Path = null)
{
    public bool IsResourceRequest => Path is null;
}

/// <summary>The outcome: deny by default. The reason is what a Forbidden message appends, or empty.</summary>
internal readonly record struct AuthorizationDecision(bool Allowed, string Reason);

/// <summary>Decides whether a user may do something.</summary>
internal interface IAuthorizer
{
    AuthorizationDecision Authorize(AuthorizationAttributes attributes);
}
