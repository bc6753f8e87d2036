using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Storage;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Security.Tokens;

/// <summary>What a bearer token proves.</summary>
/// <param name="User">Its user; null when it proves nothing.</param>
/// <param name="Audiences">For which of the asked audiences it holds.</param>
/// <param name="Error">Why it proves nothing; empty when the token is none of ours.</param>
internal readonly record struct TokenVerdict(UserInfo? User, IReadOnlyList<string> Audiences, string Error = "");

/// <summary>
/// Verifies bearer tokens: those of the options' users, and those signed by this cluster, which live as long as the service
/// account and the pod or secret that they are bound to.
/// </summary>
internal sealed class TokenVerifier(ClusterContext cluster, TokenIssuer issuer)
{
    private const string Extra = "authentication.kubernetes.io/";
    private const string Invalidated = "service account token has been invalidated";
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    /// <summary>Judges a token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="audiences">For whom it must be; this API when empty.</param>
    public TokenVerdict Verify(string token, IReadOnlyList<string> audiences)
    {
        var wanted = audiences.Count == 0 ? [issuer.Issuer] : audiences;
        var user = cluster.Options.Users.FirstOrDefault(u => u.Token == token);
        if (user is not null)
        {
            var served = wanted.Where(a => a == issuer.Issuer).ToList();
            return served.Count == 0 ? default
                : new TokenVerdict(new UserInfo(user.Name, user.Uid, [.. user.Groups, "system:authenticated"], UserInfo.NoExtra), served);
        }

        var parts = token.Split('.');
        if (parts.Length != 3 || Read(parts[1]) is not { } claims || claims.Str("iss") != issuer.Issuer)
            return default;
        if (!IsSigned(parts))
            return Refused("go-jose/go-jose: error in cryptographic primitive");
        var meant = claims["aud"] is JsonArray ? claims.Texts("aud").ToList() : [claims.Str("aud")];
        var fitting = meant.Where(wanted.Contains).ToList();
        if (fitting.Count == 0)
            return Refused($"token audiences {GoText.QuoteList(meant)} is invalid for the target audiences {GoText.QuoteList(wanted)}");
        return Times(claims) is { } wrong ? Refused(wrong) : Account(claims, fitting);
    }

    private static TokenVerdict Refused(string error) => new(null, [], error);

    private bool IsSigned(string[] parts)
    {
        try
        {
            return Read(parts[0]).Str("alg") == "RS256" && issuer.IsSigned($"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private string? Times(JsonObject claims)
    {
        var now = cluster.Time.GetUtcNow().ToUnixTimeSeconds();
        var leeway = (long)Leeway.TotalSeconds;
        if (claims.Integer("nbf") is { } start && now + leeway < start)
            return "service account token is not valid yet";
        return claims.Integer("exp") is not { } end || now - leeway > end ? "service account token has expired" : null;
    }

    /// <summary>The account must still be the one that the token was made for, and so must be what it is bound to.</summary>
    private TokenVerdict Account(JsonObject claims, List<string> audiences)
    {
        var bound = claims.Map("kubernetes.io");
        var ns = bound.Str("namespace");
        var account = bound.Map("serviceaccount");
        var name = account.Str("name");
        if (cluster.Store.Get("/serviceaccounts", ns, name) is not { } stored)
            return Refused($"serviceaccounts {GoText.Quote(name)} not found");
        if (stored.Value.Uid() != account.Str("uid"))
            return Refused($"service account UID ({stored.Value.Uid()}) does not match claim ({account.Str("uid")})");
        if (IsGone(stored))
            return Refused($"service account {ns}/{name} has been deleted");
        foreach (var (kind, key, space) in new[] { ("secret", "/secrets", ns), ("pod", "/pods", ns), ("node", "/nodes", "") })
        {
            if (bound[kind] is not JsonObject reference || (kind == "node" && bound.Has("pod")))
                continue;
            var held = cluster.Store.Get(key, space, reference.Str("name"));
            if (held is null || IsGone(held))
                return Refused(Invalidated);
            if (held.Value.Uid() != reference.Str("uid"))
                return Refused($"{(kind == "node" ? "node" : kind)} UID ({held.Value.Uid()}) does not match service account {kind} ref claim ({reference.Str("uid")})");
        }

        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (claims.Str("jti") is { Length: > 0 } id)
            extra[Extra + "credential-id"] = [$"JTI={id}"];
        foreach (var kind in new[] { "pod", "node" })
        {
            if (bound[kind] is not JsonObject reference)
                continue;
            extra[$"{Extra}{kind}-name"] = [reference.Str("name")];
            if (reference.Str("uid").Length > 0)
                extra[$"{Extra}{kind}-uid"] = [reference.Str("uid")];
        }

        var user = new UserInfo(ServiceAccountNames.Username(ns, name), account.Str("uid"),
            [.. ServiceAccountNames.Groups(ns), "system:authenticated"], extra);
        return new TokenVerdict(user, audiences);
    }

    private bool IsGone(StoredObject stored) => stored.Value.Text("metadata", "deletionTimestamp") is { } time
        && DateTimeOffset.TryParse(time, out var deleted) && deleted < cluster.Time.GetUtcNow() - Leeway;

    private static JsonObject? Read(string part)
    {
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(part))) as JsonObject;
        }
        catch (Exception e) when (e is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
