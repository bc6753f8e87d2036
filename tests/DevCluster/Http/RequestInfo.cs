using Microsoft.AspNetCore.Http;

namespace SegmentOperator.DevCluster.Http;

/// <summary>What a path and method ask for: a resource, or one of the server's own paths.</summary>
/// <param name="Path">The path as sent.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection; of other paths the method.</param>
/// <param name="IsResource">Whether it names a resource.</param>
/// <param name="Group">The API group, empty for core.</param>
/// <param name="Version">The version.</param>
/// <param name="Namespace">The namespace, or empty.</param>
/// <param name="Resource">The plural.</param>
/// <param name="Name">The object's name, or empty.</param>
/// <param name="Subresource">For example <c>status</c>, or empty.</param>
/// <param name="IsTooDeep">Whether the path goes on behind the subresource.</param>
internal sealed record RequestInfo(
    string Path,
    string Verb,
    bool IsResource = false,
    string Group = "",
    string Version = "",
    string Namespace = "",
    string Resource = "",
    string Name = "",
    string Subresource = "",
    bool IsTooDeep = false)
{
    private static readonly string[] NamespaceSubresources = ["status", "finalize"];

    public static RequestInfo Of(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var plain = new RequestInfo(path, request.Method.ToLowerInvariant());
        var parts = path.Trim('/').Split('/').ToList();
        if (path.Contains("//") || parts.Count < 3 || parts[0] is not ("api" or "apis"))
            return plain;
        var (group, version, rest) = parts[0] == "api" ? ("", parts[1], parts[2..]) : (parts[1], parts[2], parts[3..]);
        if (rest.Count == 0)
            return plain;
        var isOldWatch = rest[0] == "watch" && rest.Count > 1;
        if (isOldWatch)
            rest = rest[1..];
        var ns = "";
        if (rest[0] == "namespaces" && rest.Count > 1)
        {
            ns = rest[1];
            if (rest.Count > 2 && !NamespaceSubresources.Contains(rest[2]))
                rest = rest[2..];
        }
        var name = rest.Count > 1 ? rest[1] : "";
        var verb = VerbOf(request, name, isOldWatch);
        // A list or watch of one name may be allowed by that name.
        if (verb is "list" or "watch" or "deletecollection" && name.Length == 0)
            name = NameOf(request.Query["fieldSelector"]);
        return new RequestInfo(path, verb, true, group, version, ns, rest[0], name, rest.Count > 2 ? rest[2] : "", rest.Count > 3);
    }

    private static string VerbOf(HttpRequest request, string name, bool isOldWatch) => request.Method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => name.Length == 0 ? "deletecollection" : "delete",
        "GET" or "HEAD" when isOldWatch || (IsTrue(request.Query["watch"]) && name.Length == 0) => "watch",
        "GET" or "HEAD" => name.Length == 0 ? "list" : "get",
        var other => other.ToLowerInvariant(),
    };

    private static string NameOf(string? selector)
    {
        var names = (selector ?? "").Split(',').Where(s => s.StartsWith("metadata.name=", StringComparison.Ordinal)).ToList();
        return names.Count == 1 ? names[0]["metadata.name=".Length..].TrimStart('=') : "";
    }

    public static bool IsTrue(string? value) => value is not (null or "0") && !value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
