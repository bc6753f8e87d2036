using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security.Tokens;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>Whose token is this: TokenReview.</summary>
internal sealed class TokenReview(TokenVerifier tokens) : ICreateHandler
{
    private const string NoToken = "invalid bearer token";

    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body)
    {
        var token = body.Map("spec").Str("token");
        if (token.Length == 0)
            throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
        var verdict = tokens.Verify(token, [.. body.Map("spec").Texts("audiences")]);
        body["status"] = verdict.User is { } found
            ? new JsonObject
            {
                ["authenticated"] = true,
                ["user"] = Reviews.Write(found),
                ["audiences"] = new JsonArray([.. verdict.Audiences.Select(a => (JsonNode)a)]),
            }
            : new JsonObject
            {
                ["user"] = new JsonObject(),
                ["error"] = verdict.Error is { Length: > 0 } error ? $"[{NoToken}, {error}]" : NoToken,
            };
        return body;
    }
}
