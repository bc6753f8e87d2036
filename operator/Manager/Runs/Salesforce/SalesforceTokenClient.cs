using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text.Json;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>
/// Obtains and revokes access tokens of a Salesforce org: the JWT bearer grant (RFC 7523 section 2.1) and token revocation (RFC 7009).
/// </summary>
internal sealed class SalesforceTokenClient(OrgTrust trust, TimeProvider clock)
{
    private const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private const int MaxResponseBytes = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Exchanges a signed assertion for an access token.</summary>
    /// <exception cref="CredentialException">Final when the org refused; not final when it could not be asked.</exception>
    public async Task<SalesforceToken> MintAsync(SalesforceLogin login, RSA key, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = GrantType,
            ["assertion"] = JwtAssertion.Sign(login, key, clock.GetUtcNow()),
        };
        var (status, body) = await PostAsync(Endpoint(login.LoginUrl, "token"), login.AuthoritiesPem, form, cancellationToken);
        if (status == HttpStatusCode.OK)
            return ReadToken(body, login);
        if ((int)status is >= 400 and < 500 && status is not HttpStatusCode.TooManyRequests and not HttpStatusCode.RequestTimeout)
            throw new CredentialException("CredentialRefused",
                $"{login.LoginUrl.Host} refused the JWT bearer assertion of client {login.ClientId} for {login.Username}: {OAuthError.Describe(status, body)}. Check the connected app's certificate, its pre-authorized users and spec.target.salesforce.", isFinal: true);
        throw new CredentialException("CouldNotMint", $"The token endpoint of {login.LoginUrl.Host} answered {(int)status}; trying again.", isFinal: false);
    }

    /// <summary>Revokes a token. A token that the org no longer knows counts as revoked.</summary>
    /// <exception cref="CredentialException">The org could not be asked, or did not confirm.</exception>
    public async Task RevokeAsync(Uri org, string? authoritiesPem, string token, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = token };
        var (status, body) = await PostAsync(Endpoint(org, "revoke"), authoritiesPem, form, cancellationToken);
        if (status == HttpStatusCode.OK || (status == HttpStatusCode.BadRequest && OAuthError.Code(body) == "invalid_token"))
            return;
        throw new CredentialException("CouldNotRevoke", $"The revocation endpoint of {org.Host} answered {OAuthError.Describe(status, body)}; trying again.", isFinal: false);
    }

    private static Uri Endpoint(Uri org, string name) => new(org, $"/services/oauth2/{name}");

    private static SalesforceToken ReadToken(byte[] body, SalesforceLogin login)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var token = json.RootElement.GetProperty("access_token").GetString();
            var instance = json.RootElement.GetProperty("instance_url").GetString();
            if (string.IsNullOrEmpty(token) || token.AsSpan().ContainsAny('\r', '\n') || !Uri.TryCreate(instance, UriKind.Absolute, out var instanceUrl))
                throw new JsonException("access_token or instance_url is empty");
            return new SalesforceToken(token, instanceUrl);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CredentialException("CouldNotMint", $"The token endpoint of {login.LoginUrl.Host} answered 200 with something that is no token response (RFC 6749 section 5.1).", isFinal: false);
        }
    }

    private async Task<(HttpStatusCode Status, byte[] Body)> PostAsync(Uri endpoint, string? authoritiesPem, Dictionary<string, string> form, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent(form) };
            using var response = await trust.ClientOf(authoritiesPem).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            await response.Content.LoadIntoBufferAsync(MaxResponseBytes, both.Token);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(both.Token));
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CredentialException("CouldNotReachOrg", $"{endpoint.Host} did not answer within {Timeout.TotalSeconds:0} s; trying again.", isFinal: false, e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException tls)
        {
            throw new CredentialException("CouldNotReachOrg", $"{endpoint.Host} could not be reached over TLS: {tls.Message.TrimEnd('.')}. Where its certificate is of a private authority, name that in spec.target.salesforce.caConfigMapRef; trying again.", isFinal: false, e);
        }
        catch (HttpRequestException e)
        {
            throw new CredentialException("CouldNotReachOrg", $"{endpoint.Host} could not be reached ({e.HttpRequestError}); trying again.", isFinal: false, e);
        }
    }
}
