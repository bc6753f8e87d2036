using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Api.Tests.Servers;

/// <summary>An API server with the definitions of crds/ in it, as its administrator.</summary>
internal sealed class TestServer(HttpClient client) : IDisposable
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    public void Dispose() => client.Dispose();

    public static async Task<TestServer> CreateAsync(HttpClient client)
    {
        var server = new TestServer(client);
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "crds")))
            await server.InstallAsync(await File.ReadAllTextAsync(path));
        return server;
    }

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? yaml)
    {
        using var request = new HttpRequestMessage(method, path);
        if (yaml is not null)
            request.Content = new StringContent(yaml, Encoding.UTF8, method == HttpMethod.Patch ? "application/apply-patch+yaml" : "application/yaml");
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body)> ReplaceAsync(string path, string yaml)
    {
        var current = JsonNode.Parse(await client.GetStringAsync(path))!;
        var changed = Sample.ToJson(yaml);
        changed["metadata"]!["resourceVersion"] = (string)current["metadata"]!["resourceVersion"]!;
        return await SendAsync(HttpMethod.Put, path, changed.ToJsonString());
    }

    private async Task InstallAsync(string definition)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, Definitions, definition);
        Assert.True(status == HttpStatusCode.Created, body);
        var created = JsonNode.Parse(body)!;
        var path = $"{Definitions}/{(string)created["metadata"]!["name"]!}";
        await UntilAsync(async () => (JsonNode.Parse(await client.GetStringAsync(path))!["status"]?["conditions"] as JsonArray ?? [])
            .Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True"));

        // Established comes a moment before the resource is served.
        var resource = (string)created["spec"]!["names"]!["plural"]!;
        await UntilAsync(async () => (await SendAsync(HttpMethod.Get, $"/apis/segment-operator.dev/v1alpha1/{resource}", null)).Status == HttpStatusCode.OK);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "A definition was not served within a minute.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
