using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Api.Tests;

/// <summary>The definitions and the samples on a real kube-apiserver.</summary>
public sealed class RealServerTests(RealServerTests.Server server) : IClassFixture<RealServerTests.Server>
{
    public static TheoryData<string> Valid => Sample.In("Valid");

    public static TheoryData<string> Invalid => Sample.In("Invalid");

    public static TheoryData<string> Changes => Sample.In("Changes");

    [RealServerTheory]
    [MemberData(nameof(Valid))]
    public async Task A_good_object_is_taken_and_reads_back_as_it_was_written(string name)
    {
        var sample = Sample.Read(name);

        var (status, body) = await server.SendAsync(HttpMethod.Post, Sample.ResourcePath(sample.Text, named: false) + "?dryRun=All&fieldValidation=Strict", sample.Text);

        Assert.True(status == HttpStatusCode.Created, body);
    }

    [RealServerTheory]
    [MemberData(nameof(Invalid))]
    public async Task A_bad_object_is_refused_and_the_refusal_says_what_to_change(string name)
    {
        var sample = Sample.Read(name);

        var (status, body) = await server.SendAsync(HttpMethod.Post, Sample.ResourcePath(sample.Text, named: false) + "?dryRun=All", sample.Text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(sample.Expectation, (string)JsonNode.Parse(body)!["message"]!, StringComparison.Ordinal);
    }

    [RealServerTheory]
    [MemberData(nameof(Changes))]
    public async Task A_spec_that_may_not_change_does_not_change(string name)
    {
        var sample = Sample.Read(name);
        var path = Sample.ResourcePath(sample.Documents[0], named: true);
        var (created, _) = await server.SendAsync(HttpMethod.Post, Sample.ResourcePath(sample.Documents[0], named: false), sample.Documents[0]);
        Assert.Equal(HttpStatusCode.Created, created);

        var (status, body) = await server.SendAsync(HttpMethod.Patch, path + "?fieldManager=other&force=true", sample.Documents[1]);
        var (replaced, replacement) = await server.ReplaceAsync(path, sample.Documents[1]);
        await server.SendAsync(HttpMethod.Delete, path, null);

        // Applied by another manager, a field that is left out is not removed, so that only the replacement must be refused then.
        Assert.True(status == HttpStatusCode.UnprocessableEntity || name.Contains("drops", StringComparison.Ordinal), body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, replaced);
        Assert.Contains(sample.Expectation, (string)JsonNode.Parse(replacement)!["message"]!, StringComparison.Ordinal);
    }

    public sealed class Server : IAsyncLifetime
    {
        private ControlPlane? _plane;
        private HttpClient? _client;

        public async Task InitializeAsync()
        {
            if (ControlPlane.Assets is null)
                return;
            _plane = await ControlPlane.StartAsync();
            _client = _plane.CreateClient();
            foreach (var path in Directory.GetFiles(Path.Combine(Repository.Root, "crds")))
                await InstallAsync(await File.ReadAllTextAsync(path));
        }

        public async Task DisposeAsync()
        {
            _client?.Dispose();
            if (_plane is not null)
                await _plane.DisposeAsync();
        }

        public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? yaml)
        {
            using var request = new HttpRequestMessage(method, path);
            if (yaml is not null)
                request.Content = new StringContent(yaml, Encoding.UTF8, method == HttpMethod.Patch ? "application/apply-patch+yaml" : "application/yaml");
            using var answer = await _client!.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<(HttpStatusCode Status, string Body)> ReplaceAsync(string path, string yaml)
        {
            var current = JsonNode.Parse(await _client!.GetStringAsync(path))!;
            var changed = Sample.ToJson(yaml);
            changed["metadata"]!["resourceVersion"] = (string)current["metadata"]!["resourceVersion"]!;
            return await SendAsync(HttpMethod.Put, path, changed.ToJsonString());
        }

        private async Task InstallAsync(string definition)
        {
            const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
            var (status, body) = await SendAsync(HttpMethod.Post, Definitions, definition);
            Assert.True(status == HttpStatusCode.Created, body);
            var path = $"{Definitions}/{(string)JsonNode.Parse(body)!["metadata"]!["name"]!}";
            while (!(JsonNode.Parse(await _client!.GetStringAsync(path))!["status"]?["conditions"] as JsonArray ?? [])
                .Any(condition => (string)condition!["type"]! == "Established" && (string)condition["status"]! == "True"))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }

            var resource = (string)JsonNode.Parse(body)!["spec"]!["names"]!["plural"]!;
            while ((await SendAsync(HttpMethod.Get, $"/apis/segment-operator.dev/v1alpha1/{resource}", null)).Status != HttpStatusCode.OK)
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
