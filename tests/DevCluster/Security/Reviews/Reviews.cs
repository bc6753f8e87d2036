using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>What the reviews have in common.</summary>
internal static class Reviews
{
    /// <summary>An invalid review. A kube-apiserver has lost the kind by then, which shows in the text.</summary>
    public static ApiException Invalid(ResourceInfo resource, List<FieldError> errors)
    {
        var status = ApiErrors.Invalid(resource with { Kind = "" }, "", errors).Status;
        (status["details"] as JsonObject)?.Remove("kind");
        return new ApiException(status);
    }

    /// <summary>A user as reviews write one.</summary>
    public static JsonObject Write(UserInfo user)
    {
        var json = new JsonObject { ["username"] = user.Username };
        if (user.Uid.Length > 0)
            json["uid"] = user.Uid;
        if (user.Groups.Count > 0)
            json["groups"] = new JsonArray([.. user.Groups.Select(g => (JsonNode)g)]);
        if (user.Extra.Count > 0)
        {
            var extra = new JsonObject();
            foreach (var (key, values) in user.Extra.OrderBy(e => e.Key, StringComparer.Ordinal))
                extra[key] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
            json["extra"] = extra;
        }

        return json;
    }
}
