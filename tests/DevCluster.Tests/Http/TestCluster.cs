using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>A running cluster and a client that may do everything.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    public const string Token = "the-masters-token";

    private readonly EmbeddedCluster _cluster;
    private readonly HttpClient _http;

    private TestCluster(EmbeddedCluster cluster)
    {
        _cluster = cluster;
        _http = Client(Token);
    }

    public EmbeddedCluster Cluster => _cluster;

    public static async Task<TestCluster> StartAsync(DevClusterOptions? options = null)
    {
        options ??= new DevClusterOptions();
        return new TestCluster(await EmbeddedCluster.StartAsync(new DevClusterOptions
        {
            Users = [new DevClusterUser("root", Token, "", ["system:masters"]), new DevClusterUser("guest", "guest-token", "", [])],
            WatchHistory = options.WatchHistory,
            BookmarkPeriod = options.BookmarkPeriod,
            Seed = 7,
        }));
    }

    public HttpClient Client(string? token)
    {
        var authority = X509Certificate2.CreateFromPem(_cluster.AuthorityPem);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority },
                },
            },
        };
        var client = new HttpClient(handler) { BaseAddress = _cluster.Address, DefaultRequestVersion = HttpVersion.Version20 };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.UserAgent.ParseAdd("tests/1.0");
        return client;
    }

    public async Task<(int Code, JsonObject Body)> SendAsync(
        string method, string path, string? body = null, string type = "application/json", string? accept = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Version = HttpVersion.Version20 };
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await (client ?? _http).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.StartsWith('{') ? (JsonObject)JsonNode.Parse(text)! : []);
    }

    /// <summary>Sends and expects success.</summary>
    public async Task<JsonObject> DoAsync(string method, string path, string? body = null, string type = "application/json", string? accept = null)
    {
        var (code, answer) = await SendAsync(method, path, body, type, accept);
        Assert.True(code is >= 200 and < 300, $"{method} {path}: {code} {answer.ToJsonString()}");
        return answer;
    }

    /// <summary>Opens a watch; each line is an event.</summary>
    public async Task<StreamReader> WatchAsync(string path, HttpClient? client = null)
    {
        var response = await (client ?? _http).GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
    }
}
