using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Security.Rbac;
using SegmentOperator.DevCluster.Security.Reviews;
using SegmentOperator.DevCluster.Security.Tokens;

namespace SegmentOperator.DevCluster.Security;

/// <summary>Where the pipeline gets authentication, impersonation, authorization and the review kinds from.</summary>
internal static class SecurityRoom
{
    public static IAuthenticator CreateAuthenticator(ClusterContext cluster) =>
        new Authenticator(cluster, new TokenVerifier(cluster, new TokenIssuer(cluster)));

    public static IAuthorizer CreateAuthorizer(ClusterContext cluster) => new RbacAuthorizer(new RuleResolver(cluster));

    /// <summary>Comes between authentication and authorization.</summary>
    public static Impersonation CreateImpersonation(ClusterContext cluster) => new(cluster.Authorizer);

    /// <summary>The issuer of service account tokens; it also answers the OpenID discovery paths.</summary>
    public static TokenIssuer CreateTokenIssuer(ClusterContext cluster) => new(cluster);

    /// <summary>Creates the default cluster roles and bindings, aggregated ones with their rules; once, before the first request.</summary>
    public static void Bootstrap(ClusterContext cluster)
    {
        foreach (var value in BootstrapPolicy.Objects)
        {
            var resource = cluster.Resources.FindKind("rbac.authorization.k8s.io/v1", value.Text("kind")!)!;
            cluster.Api.Create(resource, "", value);
        }

        new ClusterRoleAggregation(cluster.Api).Aggregate();
    }

    /// <summary>
    /// Kinds that are only answered, never stored: the authentication and authorization reviews, by "group/resource",
    /// and <c>/serviceaccounts/token</c>. An empty table means they are not served.
    /// </summary>
    public static IReadOnlyDictionary<string, ICreateHandler> CreateHandlers(ClusterContext cluster)
    {
        var issuer = new TokenIssuer(cluster);
        var access = new AccessReviews(cluster);
        return new Dictionary<string, ICreateHandler>(StringComparer.Ordinal)
        {
            ["authorization.k8s.io/selfsubjectaccessreviews"] = access,
            ["authorization.k8s.io/subjectaccessreviews"] = access,
            ["authorization.k8s.io/localsubjectaccessreviews"] = access,
            ["authorization.k8s.io/selfsubjectrulesreviews"] = new SelfSubjectRulesReview(new RuleResolver(cluster)),
            ["authentication.k8s.io/selfsubjectreviews"] = new SelfSubjectReview(cluster),
            ["authentication.k8s.io/tokenreviews"] = new TokenReview(new TokenVerifier(cluster, issuer)),
            ["/serviceaccounts/token"] = new TokenRequest(cluster, issuer),
        };
    }
}
