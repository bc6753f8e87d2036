using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Http;

/// <summary>Every refusal the server knows, in the API server's own words.</summary>
internal static class ApiErrors
{
    public static ApiException NotFound(ResourceInfo resource, string name) =>
        Of(404, "NotFound", $"{resource.QualifiedName} \"{name}\" not found", Details(resource, name));

    /// <summary>No such path at all.</summary>
    public static ApiException NoResource() =>
        Of(404, "NotFound", "the server could not find the requested resource", new JsonObject());

    public static ApiException AlreadyExists(ResourceInfo resource, string name) =>
        Of(409, "AlreadyExists", $"{resource.QualifiedName} \"{name}\" already exists", Details(resource, name));

    public static ApiException Conflict(ResourceInfo resource, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedName} \"{name}\": {why}", Details(resource, name));

    /// <summary>The optimistic lock failed.</summary>
    public static ApiException Modified(ResourceInfo resource, string name) => Conflict(resource, name,
        "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceInfo resource, string name, string why) => Of(403, "Forbidden",
        name.Length == 0 ? $"{resource.QualifiedName} is forbidden: {why}" : $"{resource.QualifiedName} \"{name}\" is forbidden: {why}",
        Details(resource, name));

    public static ApiException Invalid(ResourceInfo resource, string name, IReadOnlyList<FieldError> errors) =>
        // Both kinds of events are one inside of the API server, and that one is of the core group.
        Invalid(resource.Group == "events.k8s.io" ? "" : resource.Group, resource.Kind, name, errors);

    /// <summary>The text mentions each finding once, the causes as often as it was found.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyList<FieldError> errors)
    {
        var texts = errors.Select(e => e.ToString()).Distinct().ToList();
        var text = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var details = new JsonObject();
        if (name.Length > 0)
            details["name"] = name;
        if (group.Length > 0)
            details["group"] = group;
        if (kind.Length > 0)
            details["kind"] = kind;
        details["causes"] = new JsonArray([.. errors.Select(Cause)]);
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return Of(422, "Invalid", $"{qualified} \"{name}\" is invalid: {text}", details);
    }

    public static ApiException BadRequest(string message) => Of(400, "BadRequest", message);

    public static ApiException Unauthorized() => Of(401, "Unauthorized", "Unauthorized");

    public static ApiException MethodNotAllowed(string message, JsonObject? details = null) => Of(405, "MethodNotAllowed", message, details ?? []);

    public static ApiException NotAcceptable(string message) => Of(406, "NotAcceptable", message);

    public static ApiException UnsupportedMediaType(string message) => Of(415, "UnsupportedMediaType", message);

    public static ApiException Gone(string message, string reason = "Expired") => Of(410, reason, message);

    public static ApiException TooManyRequests(string message, int retryAfterSeconds) =>
        Of(429, "TooManyRequests", message, new JsonObject { ["retryAfterSeconds"] = retryAfterSeconds });

    public static ApiException InternalError(string message) => Of(500, "InternalError", $"Internal error occurred: {message}",
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    /// <summary>What this small server does not carry.</summary>
    public static ApiException NotServed(string what) =>
        Of(501, "NotImplemented", $"{what} is not served by DevCluster");

    public static JsonObject Details(ResourceInfo resource, string name)
    {
        var details = new JsonObject();
        if (name.Length > 0)
            details["name"] = name;
        if (resource.Group.Length > 0)
            details["group"] = resource.Group;
        details["kind"] = resource.Resource;
        return details;
    }

    public static ApiException Of(int code, string reason, string message, JsonObject? details = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
        };
        if (reason.Length > 0)
            status["reason"] = reason;
        if (details is not null)
            status["details"] = details;
        status["code"] = code;
        return new ApiException(status);
    }

    private static JsonNode Cause(FieldError error) => new JsonObject
    {
        ["reason"] = error.Reason,
        ["message"] = error.Message,
        ["field"] = error.Field,
    };
}
