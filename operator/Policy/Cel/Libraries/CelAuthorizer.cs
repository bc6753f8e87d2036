using SegmentOperator.Policy.Cel.Libraries;

namespace SegmentOperator.Policy.Cel;

/// <summary>The variables <c>authorizer</c> and <c>authorizer.requestResource</c> of admission policies.</summary>
public static class CelAuthorizer
{
    /// <summary>The type of the variable <c>authorizer</c>.</summary>
    public static CelType Type { get; } = CelType.Opaque("kubernetes.authorization.Authorizer");

    /// <summary>The type of <c>authorizer.requestResource</c>.</summary>
    public static CelType ResourceCheckType { get; } = CelType.Opaque("kubernetes.authorization.ResourceCheck");

    /// <summary>The variable's value.</summary>
    public static CelValue Value(ICelAuthorizer authorizer) =>
        CelValue.Of(new AuthorizationCheck(Type, authorizer, new CelAuthorizationQuery("")));

    /// <summary>The value of <c>authorizer.requestResource</c>: a check of the request's own resource, all but the verb filled in.</summary>
    public static CelValue RequestResource(ICelAuthorizer authorizer, CelAuthorizationQuery request) =>
        CelValue.Of(new AuthorizationCheck(ResourceCheckType, authorizer, request));
}
