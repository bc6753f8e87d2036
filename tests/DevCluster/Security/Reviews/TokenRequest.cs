using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security.Tokens;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Reviews;

/// <summary>A token for a service account, for a time, perhaps bound to a pod, secret or node: <c>/serviceaccounts/NAME/token</c>.</summary>
internal sealed class TokenRequest(ClusterContext cluster, TokenIssuer issuer) : ICreateHandler
{
    private const long Hour = 3600;
    private const long TransitionSeconds = Hour + 7;
    private const long Year = 365 * 24 * Hour;

    public JsonObject Create(ResourceInfo resource, UserInfo user, string ns, string name, JsonObject body)
    {
        var kind = resource with { Group = "authentication.k8s.io", Kind = "TokenRequest", Resource = "tokenrequests" };
        foreach (var (key, expected, word) in new[] { ("name", name, "name"), ("namespace", ns, "namespace") })
        {
            if (body.Map("metadata").Str(key) is { Length: > 0 } given && given != expected)
                throw ApiErrors.Invalid(kind, name, [Finding.Invalid($"metadata.{key}", given, $"must match the service account {word} if specified")]);
        }

        var account = Get("serviceaccounts", ns, name).Value;
        if (body.Uid() is { Length: > 0 } uid && uid != account.Uid())
        {
            throw Conflict("TokenRequest", "authentication.k8s.io", name,
                $"the UID in the token request ({uid}) does not match the UID of the service account ({account.Uid()})");
        }

        var spec = body.Child("spec");
        if (!spec.Texts("audiences").Any())
            spec["audiences"] = new JsonArray(issuer.Issuer);
        var seconds = spec.Integer("expirationSeconds") ?? Hour;
        spec["expirationSeconds"] = seconds;
        spec.TryAdd("boundObjectRef", null);
        Validate(kind, seconds);

        var now = cluster.Time.GetUtcNow();
        var claims = Bind(ns, name, spec["boundObjectRef"] as JsonObject, account);
        var isForPod = claims.Has("pod");
        var audiences = spec.Texts("audiences").ToList();
        var lifetime = seconds;
        if (isForPod && seconds == TransitionSeconds && audiences.TrueForAll(a => a == issuer.Issuer))
        {
            // Clients that do not reload a projected token get a year, as on a real cluster.
            lifetime = Year;
            claims["warnafter"] = now.ToUnixTimeSeconds() + seconds;
        }

        Complete(body, ns, name, account, now);
        body["status"] = new JsonObject
        {
            ["token"] = Token(ns, name, audiences, now.ToUnixTimeSeconds(), lifetime, claims),
            ["expirationTimestamp"] = now.AddSeconds(seconds).ToTime(),
        };
        return body;
    }

    private string Token(string ns, string name, List<string> audiences, long now, long lifetime, JsonObject claims) => issuer.Sign(new JsonObject
    {
        ["aud"] = new JsonArray([.. audiences.Select(a => (JsonNode)a)]),
        ["exp"] = now + lifetime,
        ["iat"] = now,
        ["iss"] = issuer.Issuer,
        ["jti"] = cluster.Ids.Uid(),
        ["kubernetes.io"] = claims,
        ["nbf"] = now,
        ["sub"] = ServiceAccountNames.Username(ns, name),
    });

    private static void Complete(JsonObject body, string ns, string name, JsonObject account, DateTimeOffset now)
    {
        var metadata = body.Meta();
        metadata["name"] = name;
        metadata["namespace"] = ns;
        metadata["uid"] = account.Uid();
        metadata["creationTimestamp"] = now.ToTime();
    }

    private static void Validate(ResourceInfo kind, long seconds)
    {
        if (seconds < 600)
            throw ApiErrors.Invalid(kind, "", [Finding.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")]);
        if (seconds > 1L << 32)
            throw ApiErrors.Invalid(kind, "", [Finding.Invalid("spec.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")]);
    }

    /// <summary>The claims that say for whom the token is and with what it ends.</summary>
    private JsonObject Bind(string ns, string name, JsonObject? reference, JsonObject account)
    {
        var claims = new JsonObject { ["namespace"] = ns };
        if (reference is not null)
        {
            var (kind, group) = (reference.Str("kind"), reference.Str("apiVersion"));
            if (group.Contains('/') || kind is not ("Pod" or "Secret" or "Node"))
            {
                var slash = group.LastIndexOf('/');
                throw ApiErrors.BadRequest($"cannot bind token to object of type {(slash < 0 ? "/" : group[..(slash + 1)])}{group[(slash + 1)..]}, Kind={kind}");
            }

            var bound = Get(kind.ToLowerInvariant() + "s", kind == "Node" ? "" : ns, reference.Str("name")).Value;
            if (kind == "Pod" && (bound.Text("spec", "serviceAccountName") ?? "") != name)
                throw ApiErrors.BadRequest($"cannot bind token for serviceaccount \"{name}\" to pod running with different serviceaccount name.");
            if (reference.Str("uid") is { Length: > 0 } uid && uid != bound.Uid())
            {
                throw Conflict(kind, "", reference.Str("name"),
                    $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been deleted and then recreated");
            }

            claims[kind.ToLowerInvariant()] = Reference(bound);
            if (kind == "Pod" && bound.Text("spec", "nodeName") is { Length: > 0 } node)
                claims["node"] = cluster.Store.Get("/nodes", "", node) is { } stored ? Reference(stored.Value) : new JsonObject { ["name"] = node };
        }

        claims["serviceaccount"] = Reference(account);
        return claims;
    }

    private static JsonObject Reference(JsonObject value) => new() { ["name"] = value.Name(), ["uid"] = value.Uid() };

    private StoredObject Get(string resource, string ns, string name) =>
        cluster.Store.Get($"/{resource}", ns, name) ?? throw ApiErrors.NotFound(cluster.Resources.Find("", resource)!, name);

    private static ApiException Conflict(string kind, string group, string name, string why)
    {
        var details = new JsonObject { ["name"] = name };
        if (group.Length > 0)
            details["group"] = group;
        details["kind"] = kind;
        return ApiErrors.Of(409, "Conflict",
            $"Operation cannot be fulfilled on {(group.Length == 0 ? kind : $"{kind}.{group}")} \"{name}\": {why}", details);
    }
}
