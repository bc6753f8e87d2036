using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;

namespace SegmentOperator.DevCluster.Security;

/// <summary>The 403 for what was not authorized. It names what was asked for, also when no such resource exists.</summary>
internal static class ForbiddenAnswer
{
    public static ApiException To(AuthorizationAttributes attributes, string reason = "")
    {
        var why = reason.Length == 0 ? "" : ": " + reason;
        var user = $"User \"{attributes.User.Username}\" cannot {attributes.Verb}";
        if (attributes.Path is { } path)
            return ApiErrors.Of(403, "Forbidden", $"forbidden: {user} path \"{path}\"{why}", new JsonObject());

        var details = new JsonObject();
        if (attributes.Name.Length > 0)
            details["name"] = attributes.Name;
        if (attributes.Group.Length > 0)
            details["group"] = attributes.Group;
        details["kind"] = attributes.Resource;
        var qualified = attributes.Group.Length == 0 ? attributes.Resource : $"{attributes.Resource}.{attributes.Group}";
        var name = attributes.Name.Length == 0 ? "" : $" \"{attributes.Name}\"";
        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var scope = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        return ApiErrors.Of(403, "Forbidden",
            $"{qualified}{name} is forbidden: {user} resource \"{resource}\" in API group \"{attributes.Group}\" {scope}{why}", details);
    }
}
