using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.SalesforceSim.Tests;

/// <summary>An org with one connected app and one user, and what a client needs to log in.</summary>
internal sealed class TestOrg : IAsyncDisposable
{
    public const string ClientId = "3MVG9segmentOperatorTests";
    public const string Username = "deployer@finance.example.com";
    public const string Password = "correct horse";

    // Making a key takes longer than most of the tests.
    private static readonly string KeyPem = MakeKey();

    private TestOrg(SalesforceSimServer sim, RSA key, ManualTime time)
    {
        Sim = sim;
        Key = key;
        Time = time;
        Http = new HttpClient { BaseAddress = sim.Url };
    }

    public SalesforceSimServer Sim { get; }

    public RSA Key { get; }

    public ManualTime Time { get; }

    public HttpClient Http { get; }

    public static async Task<TestOrg> StartAsync(Func<SalesforceSimOptions, SalesforceSimOptions>? change = null)
    {
        var key = RSA.Create();
        key.ImportFromPem(KeyPem);
        var time = new ManualTime();
        var options = new SalesforceSimOptions
        {
            Time = time,
            Users = [new SimUser(Username, Password)],
            ConnectedApps = [new SimConnectedApp(ClientId, key.ExportSubjectPublicKeyInfoPem(), [Username])],
        };
        return new TestOrg(await SalesforceSimServer.StartAsync(change?.Invoke(options) ?? options), key, time);
    }

    public string Assertion(
        string? issuer = null, string? subject = null, string? audience = null, TimeSpan? life = null, RSA? key = null, string alg = "RS256")
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{alg}}"}"""));
        var exp = (Time.GetUtcNow() + (life ?? TimeSpan.FromMinutes(2))).ToUnixTimeSeconds();
        var claims = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            $$"""{"iss":"{{issuer ?? ClientId}}","sub":"{{subject ?? Username}}","aud":"{{audience ?? Sim.InstanceUrl}}","exp":{{exp}}}"""));
        var signature = (key ?? Key).SignData(
            Encoding.ASCII.GetBytes($"{header}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    public Task<HttpResponseMessage> RequestTokenAsync(string assertion) => PostFormAsync(
        "/services/oauth2/token",
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion));

    public async Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Http.PostAsync(path, form);
    }

    public async Task<string> LoginAsync()
    {
        var response = await RequestTokenAsync(Assertion());
        return (string)(await response.JsonAsync())["access_token"]!;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? token, HttpContent? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await Http.SendAsync(request);
    }

    private static string MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Sim.DisposeAsync();
        Key.Dispose();
    }
}
