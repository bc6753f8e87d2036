using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Tests;

/// <summary>A bare client of deployRequest.</summary>
internal sealed class Deployer(TestOrg org, string token)
{
    private const string Path = "/services/data/v62.0/metadata/deployRequest";

    public static async Task<Deployer> LoginAsync(TestOrg org) => new(org, await org.LoginAsync());

    public async Task<HttpResponseMessage> PostAsync(byte[] zip, JsonObject? options = null)
    {
        options ??= [];
        options["singlePackage"] = true;
        using var form = new MultipartFormDataContent();
        form.Add(Typed(Encoding.UTF8.GetBytes(new JsonObject { ["deployOptions"] = options }.ToJsonString()), "application/json"), "json");
        form.Add(Typed(zip, "application/zip"), "file", "package.zip");
        return await org.SendAsync(HttpMethod.Post, Path, token, form);
    }

    public async Task<string> DeployAsync(byte[] zip, JsonObject? options = null)
    {
        var response = await PostAsync(zip, options);
        var body = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, body.ToJsonString());
        return (string)body["id"]!;
    }

    public Task<HttpResponseMessage> QuickDeployAsync(string id) =>
        org.SendAsync(HttpMethod.Post, Path, token, Typed(Encoding.UTF8.GetBytes($$"""{"validatedDeployRequestId":"{{id}}"}"""), "application/json"));

    public Task<HttpResponseMessage> CancelAsync(string id) =>
        org.SendAsync(HttpMethod.Patch, $"{Path}/{id}", token, Typed("""{"deployResult":{"status":"Canceling"}}"""u8.ToArray(), "application/json"));

    public async Task<JsonNode> ResultAsync(string id) =>
        (await (await org.SendAsync(HttpMethod.Get, $"{Path}/{id}?includeDetails=true", token)).JsonAsync())["deployResult"]!;

    public async Task<string?> StatusAsync(string id) => (string?)(await ResultAsync(id))["status"];

    private static ByteArrayContent Typed(byte[] content, string type) =>
        new(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
}
