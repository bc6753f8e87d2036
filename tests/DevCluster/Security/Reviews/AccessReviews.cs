using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>May somebody do something: SelfSubjectAccessReview, SubjectAccessReview and LocalSubjectAccessReview.</summary>
internal sealed class AccessReviews(ClusterContext cluster) : ICreateHandler
{
    private static readonly string[] Operators = ["In", "NotIn", "Exists", "DoesNotExist"];

    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body)
    {
        var isSelf = resource.Kind == "SelfSubjectAccessReview";
        var isLocal = resource.Kind == "LocalSubjectAccessReview";
        if (isLocal && body.Namespace() is { Length: > 0 } other && other != ns)
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (isLocal)
            body.Meta()["namespace"] = ns;
        var errors = Validate(body, isSelf, isLocal);
        if (errors.Count > 0)
            throw Reviews.Invalid(resource, errors);
        var spec = body.Map("spec");
        var subject = isSelf ? user : new UserInfo(spec.Str("user"), spec.Str("uid"), [.. spec.Texts("groups")], UserInfo.NoExtra);
        var decision = cluster.Authorizer.Authorize(Attributes(subject, spec));
        var status = new JsonObject { ["allowed"] = decision.Allowed };
        if (decision.Reason.Length > 0)
            status["reason"] = decision.Reason;
        foreach (var selector in new[] { "fieldSelector", "labelSelector" })
        {
            if (spec.At("resourceAttributes", selector).Objects("requirements").Any(r => !Operators.Contains(r.Str("operator"))))
                status["evaluationError"] = $"spec.resourceAttributes.{selector} ignored due to parse error";
        }
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
        foreach (var name in new[] { "fieldSelector", "labelSelector" })
        {
            if (spec.At("resourceAttributes", name) is JsonObject selector)
                Selector(errors, selector, $"spec.resourceAttributes.{name}");
        }
        if (body.Meta().Any(p => p.Key != "managedFields" && !(isLocal && p.Key == "namespace")))
            errors.Add(Finding.InvalidLiteral("metadata", GoText.StructJson(Resources.Types.TypedDecoder.InOrder(body.Meta(), BuiltInResources.ObjectMeta)), "must be empty"));
        if (!isLocal)
            return errors;
        if (spec["resourceAttributes"] is JsonObject resource && resource.Str("namespace") != body.Namespace())
            errors.Add(Finding.Invalid("spec.resourceAttributes.namespace", resource.Str("namespace"), "must match metadata.namespace"));
        if (path is not null)
            errors.Add(Finding.InvalidLiteral("spec.nonResourceAttributes", literal, "disallowed on this kind of request"));
        return errors;
    }

    private static void Selector(List<FieldError> errors, JsonObject selector, string path)
    {
        var raw = selector.Str("rawSelector");
        var requirements = selector.Objects("requirements").ToList();
        if (raw.Length > 0 && requirements.Count > 0)
            errors.Add(Finding.Invalid(path.Child("rawSelector"), raw, "may not specified at the same time as requirements"));
        else if (raw.Length == 0 && requirements.Count == 0)
            errors.Add(Finding.Required(path.Child("requirements"), $"when {path} is specified, requirements or rawSelector is required"));
        for (var i = 0; i < requirements.Count; i++)
            MetadataRules.Requirement(errors, requirements[i], path.Child("requirements").Index(i), allowUnknown: true);
    }
}
