using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>May somebody do something: SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview.</summary>
internal sealed class AccessReviews(ClusterContext cluster) : ICreateHandler
{
    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body)
    {
        var isSelf = resource.Kind == "SelfSubjectAccessReview";
        var errors = Validate(body, isSelf, resource.Kind == "LocalSubjectAccessReview");
        if (errors.Count > 0)
            throw Reviews.Invalid(resource, errors);
        var spec = body.Map("spec");
        var subject = isSelf ? user : new UserInfo(spec.Str("user"), spec.Str("uid"), [.. spec.Texts("groups")], UserInfo.NoExtra);
        var decision = cluster.Authorizer.Authorize(Attributes(subject, spec));
        var status = new JsonObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0)
            status["reason"] = decision.Reason;
        body["status"] = status;
        return body;
    }

    private static AuthorizationAttributes Attributes(UserInfo subject, JsonObject spec)
    {
        if (spec["nonResourceAttributes"] is JsonObject path)
            return new AuthorizationAttributes(subject, path.Str("verb"), Path: path.Str("path"));
        var resource = spec.Map("resourceAttributes");
        return new AuthorizationAttributes(subject, resource.Str("verb"), resource.Str("group"), resource.Str("version"), resource.Str("resource"),
            resource.Str("subresource"), resource.Str("namespace"), resource.Str("name"));
    }

    private static List<FieldError> Validate(JsonObject body, bool isSelf, bool isLocal)
    {
        List<FieldError> errors = [];
        var spec = body.Map("spec");
        var path = spec["nonResourceAttributes"] as JsonObject;
        var literal = path is null ? "null" : GoText.StructJson(new JsonObject { ["Path"] = path.Str("path"), ["Verb"] = path.Str("verb") });
        if (spec.Has("resourceAttributes") && path is not null)
        {
            errors.Add(Finding.InvalidLiteral("spec.nonResourceAttributes", literal, "cannot be specified in combination with resourceAttributes"));
        }
        else if (!spec.Has("resourceAttributes") && path is null)
        {
            errors.Add(Finding.InvalidLiteral("spec.resourceAttributes", "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (!isSelf && spec.Str("user").Length == 0 && !spec.Texts("groups").Any())
            errors.Add(Finding.Invalid("spec.user", "", "at least one of user or group must be specified"));
        if (!isLocal)
            return errors;
        if (spec["resourceAttributes"] is JsonObject resource && resource.Str("namespace") != body.Namespace())
            errors.Add(Finding.Invalid("spec.resourceAttributes.namespace", resource.Str("namespace"), "must match metadata.namespace"));
        if (path is not null)
            errors.Add(Finding.InvalidLiteral("spec.nonResourceAttributes", literal, "disallowed on this kind of request"));
        return errors;
    }
}
