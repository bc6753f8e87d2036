using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;

namespace SegmentOperator.DevCluster.Security;

/// <summary>Where the pipeline gets authentication, authorization and the review kinds from.</summary>
internal static class SecurityRoom
{
    public static IAuthenticator CreateAuthenticator(ClusterContext cluster) => throw new NotSupportedException("This part of the server is not there yet.");

    public static IAuthorizer CreateAuthorizer(ClusterContext cluster) => throw new NotSupportedException("This part of the server is not there yet.");

    /// <summary>
    /// Kinds that are only answered, never stored: the authentication and authorization reviews, by "group/resource",
    /// and <c>/serviceaccounts/token</c>. An empty table means they are not served.
    /// </summary>
    public static IReadOnlyDictionary<string, ICreateHandler> CreateHandlers(ClusterContext cluster) =>
        new Dictionary<string, ICreateHandler>();
}
