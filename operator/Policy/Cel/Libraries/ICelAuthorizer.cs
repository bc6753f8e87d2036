namespace SegmentOperator.Policy.Cel;

/// <summary>Answers the checks of expressions that use <c>authorizer</c>.</summary>
public interface ICelAuthorizer
{
    /// <summary>Decides. Must not throw; what could not be checked is <see cref="CelAuthorizationAnswer.Error"/>.</summary>
    CelAuthorizationAnswer Authorize(CelAuthorizationQuery query);
}

/// <summary>The request for which an expression asks.</summary>
/// <param name="Verb">What <c>check(verb)</c> was given.</param>
public sealed record CelAuthorizationQuery(string Verb)
{
    /// <summary>A non-resource path; null for a resource.</summary>
    public string? Path { get; init; }

    /// <summary>The resource's API group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The resource, in the plural; empty for a path.</summary>
    public string Resource { get; init; } = "";

    /// <summary>The subresource; empty for none.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace; empty for none or all.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name; empty for all.</summary>
    public string Name { get; init; } = "";

    /// <summary>A label selector; empty for none.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>A field selector; empty for none.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>The service account that is asked about, as namespace and name; null for the requesting user.</summary>
    public (string Namespace, string Name)? ServiceAccount { get; init; }
}

/// <summary>The answer to a check.</summary>
/// <param name="Allowed">Whether the request is allowed.</param>
/// <param name="Reason">Why, in a few words.</param>
/// <param name="Error">Why it could not be checked; null when it was.</param>
public sealed record CelAuthorizationAnswer(bool Allowed, string Reason = "", string? Error = null);
