using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>Fetches bearer tokens from the token server that a registry names.</summary>
internal sealed class TokenClient(HttpClient http, TimeProvider time)
{
    private const int LongestAnswer = 64 * 1024;
    private const int LongestToken = 32 * 1024;
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(60);

    /// <summary>A token for pulling from the repository, and how long it is good for.</summary>
    public async Task<(string Token, TimeSpan Life)> FetchAsync(
        RepositoryReference repository, Uri registry, Challenge challenge, RegistryCredential? credential,
        CancellationToken cancellationToken)
    {
        var realm = Realm(repository, registry, challenge["realm"]);
        using var request = Request(realm, challenge["service"], $"repository:{repository.Name}:pull", credential);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) throw Failure(repository, realm, response, request.Method == HttpMethod.Post);
        return await ReadAsync(repository, realm, response, cancellationToken);
    }

    private static Uri Realm(RepositoryReference repository, Uri registry, string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var realm) || realm.UserInfo.Length > 0
            || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
            throw new RegistryUnavailableException($"the registry {repository.Registry} names no usable token server");
        if (registry.Scheme == Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttps)
            throw new RegistryUnavailableException(
                $"the registry {repository.Registry} names a token server without HTTPS; no credentials are sent there");
        return realm;
    }

    private static HttpRequestMessage Request(Uri realm, string? service, string scope, RegistryCredential? credential)
    {
        if (credential?.IdentityToken is { } identity)
        {
            var form = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = identity,
                ["client_id"] = "segment-operator",
                ["scope"] = scope,
                ["service"] = service ?? string.Empty,
            };
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
        }

        var query = new StringBuilder(realm.Query.Length > 1 ? realm.Query[1..] + "&" : string.Empty);
        if (service is not null) query.Append("service=").Append(Uri.EscapeDataString(service)).Append('&');
        query.Append("scope=").Append(Uri.EscapeDataString(scope));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = query.ToString() }.Uri);
        if (credential is not null) request.Headers.Authorization = Basic(credential);
        return request;
    }

    public static AuthenticationHeaderValue Basic(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));

    private RegistryException Failure(RepositoryReference repository, Uri realm, HttpResponseMessage response, bool exchange)
    {
        var status = response.StatusCode;
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (exchange && status == HttpStatusCode.BadRequest))
            return new RegistryUnauthorizedException(
                $"the token server {realm.IdnHost} of the registry {repository.Registry} refuses these credentials ({(int)status})")
            {
                StatusCode = status,
            };
        return new RegistryUnavailableException(
            $"the token server {realm.IdnHost} of the registry {repository.Registry} answered {(int)status}")
        {
            StatusCode = status,
            RetryAfter = Failures.RetryAfter(response, time),
            Transient = (int)status >= 500 || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        };
    }

    private static async Task<(string Token, TimeSpan Life)> ReadAsync(
        RepositoryReference repository, Uri realm, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        TokenAnswer? answer = null;
        try
        {
            var body = await LimitedBody.ReadAsync(response, LongestAnswer, cancellationToken);
            if (body is not null) answer = JsonSerializer.Deserialize(body, TokenJson.Default.TokenAnswer);
        }
        catch (JsonException)
        {
            // Not kept as the inner exception: its message may quote the token.
        }

        var token = string.IsNullOrEmpty(answer?.Token) ? answer?.AccessToken : answer.Token;
        if (string.IsNullOrEmpty(token) || token.Length > LongestToken || token.Any(c => c is <= ' ' or > '~'))
            throw new RegistryUnavailableException(
                $"the token server {realm.IdnHost} of the registry {repository.Registry} answered something else than a token");
        var life = TimeSpan.FromSeconds(Math.Clamp(answer!.ExpiresIn ?? 0, 0, 24 * 60 * 60));
        return (token, life < ShortestLife ? ShortestLife : life);
    }
}
