using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Http;

/// <summary>A POST that is answered without storing the object itself: reviews, token requests.</summary>
internal interface ICreateHandler
{
    /// <summary>Answers the request; the body was decoded, defaulted and stripped of unknown fields.</summary>
    /// <param name="name">The parent object's name (of <c>/serviceaccounts/NAME/token</c>), or empty.</param>
    JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body);
}
