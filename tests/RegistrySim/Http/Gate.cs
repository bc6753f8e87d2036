using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>Checks credentials, and is the token server.</summary>
internal sealed class Gate(EmbeddedRegistryOptions options)
{
    private readonly ConcurrentDictionary<string, (string Scopes, DateTimeOffset Ends)> tokens = new(StringComparer.Ordinal);

    /// <summary>True when the request may go on; otherwise it has been answered.</summary>
    public bool Admit(HttpContext context, Route route, string registry)
    {
        if (options.Authentication == RegistryAuthentication.None) return true;
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        if (options.Authentication == RegistryAuthentication.Basic && options.AnonymousPull && reads && route.Kind != "ping") return true;
        var scope = $"repository:{route.Repository}:{(reads ? "pull" : "pull,push")}";
        var authorization = context.Request.Headers.Authorization.ToString();
        var admitted = options.Authentication == RegistryAuthentication.Basic
            ? IsUser(authorization) : IsToken(authorization, route.Repository, reads);
        if (admitted) return true;
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = options.Authentication == RegistryAuthentication.Basic
            ? "Basic realm=\"registry-sim\""
            : $"Bearer realm=\"{registry}/token\",service=\"registry-sim\"{(route.Repository.Length > 0 ? $",scope=\"{scope}\"" : "")}";
        return false;
    }

    /// <summary>Answers /token.</summary>
    public async Task IssueAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        var isUser = IsUser(authorization) || (form is not null && form["grant_type"].ToString() == "refresh_token" && form["refresh_token"].ToString() == options.Password);
        if (!isUser && (authorization.Length > 0 || !options.AnonymousPull))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"registry-sim\"";
            return;
        }

        var scopes = string.Join(' ', (form is null ? context.Request.Query["scope"] : form["scope"]).ToArray());
        if (!isUser) scopes = scopes.Replace(",push", "", StringComparison.Ordinal);
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        tokens[token] = (scopes, options.Time.GetUtcNow() + options.TokenLifetime);
        var answer = new JsonObject { ["token"] = token, ["expires_in"] = (long)options.TokenLifetime.TotalSeconds };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }

    private bool IsUser(string authorization) =>
        authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{options.Password}"));

    private bool IsToken(string authorization, string repository, bool reads)
    {
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || !tokens.TryGetValue(authorization[7..], out var token)) return false;
        if (token.Ends <= options.Time.GetUtcNow()) return false;
        if (repository.Length == 0) return true;
        return token.Scopes.Split(' ').Any(scope => scope.StartsWith($"repository:{repository}:", StringComparison.Ordinal)
            && scope.Split(':')[2].Split(',').Contains(reads ? "pull" : "push", StringComparer.Ordinal));
    }
}
