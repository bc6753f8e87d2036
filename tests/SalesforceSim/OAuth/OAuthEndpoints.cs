using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim.OAuth;

/// <summary>Token, revoke, userinfo and introspect, with Salesforce's statuses and error bodies.</summary>
internal sealed class OAuthEndpoints(SimOrg org)
{
    private const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public async Task HandleAsync(HttpContext context, string endpoint)
    {
        switch (endpoint)
        {
            case "token" when HttpMethods.IsPost(context.Request.Method):
                await TokenAsync(context);
                break;
            case "revoke":
                await RevokeAsync(context);
                break;
            case "userinfo":
                await UserInfoAsync(context);
                break;
            case "introspect" when HttpMethods.IsPost(context.Request.Method):
                await IntrospectAsync(context);
                break;
            default:
                throw SalesforceException.NotFound();
        }
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        if (form["grant_type"] != JwtBearer)
        {
            await RefuseAsync(context, new OAuthRefusal("unsupported_grant_type", "grant type not supported"), "", "");
            return;
        }

        var (assertion, unreadable) = JwtAssertion.Read(form["assertion"].ToString());
        if (assertion is null)
        {
            await RefuseAsync(context, unreadable!, "", "");
            return;
        }

        if (JwtVerifier.Verify(assertion, org) is { } refusal)
        {
            await RefuseAsync(context, refusal, assertion.Issuer, assertion.Subject);
            return;
        }

        var user = org.FindUser(assertion.Subject)!;
        var session = org.Sessions.Open(user, assertion.Issuer);
        org.Record(new SimTokenRequest(org.Now, assertion.Issuer, assertion.Subject, null));
        context.Response.Headers.CacheControl = "no-cache, no-store";
        await context.Response.WriteJsonAsync(new JsonObject
        {
            ["access_token"] = session.Token,
            ["scope"] = "web api",
            ["instance_url"] = org.Url,
            ["id"] = $"{org.Url}/id/{org.OrganizationId}/{user.Id}",
            ["token_type"] = "Bearer",
        });
    }

    private async Task RefuseAsync(HttpContext context, OAuthRefusal refusal, string clientId, string username)
    {
        org.Record(new SimTokenRequest(org.Now, clientId, username, $"{refusal.Error}: {refusal.Why}"));
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteJsonAsync(
            new JsonObject { ["error"] = refusal.Error, ["error_description"] = refusal.Description });
    }

    private async Task RevokeAsync(HttpContext context)
    {
        var token = HttpMethods.IsPost(context.Request.Method)
            ? (await ReadFormAsync(context))["token"].ToString()
            : context.Request.Query["token"].ToString();
        if (org.Sessions.Revoke(token))
            return;
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteJsonAsync(
            new JsonObject { ["error"] = "invalid_token", ["error_description"] = "invalid token" });
    }

    private async Task UserInfoAsync(HttpContext context)
    {
        var token = context.Request.BearerToken();
        if (org.Sessions.Find(token) is not { } session)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/html;charset=UTF-8";
            await context.Response.WriteAsync(token is null ? "Missing_OAuth_Token" : "Bad_OAuth_Token", context.RequestAborted);
            return;
        }

        var username = session.User.User.Username;
        await context.Response.WriteJsonAsync(new JsonObject
        {
            ["sub"] = $"{org.Url}/id/{org.OrganizationId}/{session.User.Id}",
            ["id"] = $"{org.Url}/id/{org.OrganizationId}/{session.User.Id}",
            ["user_id"] = session.User.Id,
            ["organization_id"] = org.OrganizationId,
            ["preferred_username"] = username,
            ["username"] = username,
            ["display_name"] = username.Split('@')[0],
            ["nickname"] = username.Split('@')[0],
            ["name"] = username.Split('@')[0],
            ["email"] = username,
            ["email_verified"] = true,
            ["active"] = true,
            ["user_type"] = "STANDARD",
            ["urls"] = new JsonObject
            {
                ["rest"] = $"{org.Url}/services/data/v{{version}}/",
                ["metadata"] = $"{org.Url}/services/Soap/m/{{version}}/{org.OrganizationId}",
                ["query"] = $"{org.Url}/services/data/v{{version}}/query/",
            },
        });
    }

    private async Task IntrospectAsync(HttpContext context)
    {
        var form = await ReadFormAsync(context);
        if (org.FindApp(form["client_id"].ToString()) is not { } app)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await context.Response.WriteJsonAsync(
                new JsonObject { ["error"] = "invalid_client", ["error_description"] = "invalid client credentials" });
            return;
        }

        // An app learns about its own tokens and about nobody else's.
        var session = org.Sessions.Find(form["token"]);
        await context.Response.WriteJsonAsync(session is null || session.ClientId != app.ClientId
            ? new JsonObject { ["active"] = false }
            : new JsonObject
            {
                ["active"] = true,
                ["client_id"] = session.ClientId,
                ["username"] = session.User.User.Username,
                ["sub"] = $"{org.Url}/id/{org.OrganizationId}/{session.User.Id}",
                ["token_type"] = "access_token",
                ["scope"] = "web api",
                ["iat"] = session.IssuedAt.ToUnixTimeSeconds(),
                ["exp"] = session.ExpiresAt.ToUnixTimeSeconds(),
            });
    }

    private static async Task<IFormCollection> ReadFormAsync(HttpContext context) =>
        context.Request.HasFormContentType
            ? await context.Request.ReadFormAsync(context.RequestAborted)
            : FormCollection.Empty;
}

/// <summary>Why no token is issued.</summary>
/// <param name="Error">The OAuth error code.</param>
/// <param name="Description">Salesforce's words, which often hide the reason.</param>
/// <param name="Why">The reason itself, for who reads the test.</param>
internal sealed record OAuthRefusal(string Error, string Description, string Why)
{
    public OAuthRefusal(string error, string description)
        : this(error, description, description)
    {
    }
}
