using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Kubernetes.Tests;

public class ClientRequestTests
{
    private const string Map = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"b","resourceVersion":"7"}}""";

    [Fact]
    public async Task A_lease_is_renewed_over_a_connection_that_ends_with_a_request_that_is_given_up()
    {
        using var transport = new VersionRecorder();
        using var client = new KubernetesClient(new() { Server = new("https://localhost") }, TimeProvider.System, null, transport);

        await Assert.ThrowsAsync<KubernetesException>(() => client.UpdateLeaseAsync(new() { Metadata = new() { Name = "l", Namespace = "n" } }, default));
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<Lease>("l", "n", default));
        await Assert.ThrowsAsync<KubernetesException>(() => client.GetAsync<ConfigMap>("a", "b", default));

        Assert.Equal(["1.1", "1.1", "2.0"], transport.Versions);
    }

    [Fact]
    public async Task Each_verb_goes_where_the_api_expects_it()
    {
        var bodies = new ConcurrentQueue<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies.Enqueue($"{context.Request.ContentType} {await reader.ReadToEndAsync()}");
            await context.JsonAsync(Map);
        });
        using var client = TestClient.Of(stub);
        var value = new ConfigMap { Metadata = new() { Name = "a", Namespace = "b" }, Data = new() { ["k"] = "v" } };

        await client.GetAsync<ConfigMap>("a", "b", default);
        await client.ListAsync<ConfigMap>(new() { Namespace = "b", LabelSelector = "x in (1,2)", Limit = 5, ResourceVersion = "0" }, default);
        await client.ListAsync<ClusterRole>(new(), default);
        await client.CreateAsync(value, new() { FieldManager = "me", DryRun = true }, default);
        await client.ApplyAsync(value, new() { FieldManager = "me", Force = true, Subresource = "status" }, default);
        await client.PatchAsync<ConfigMap>("a", "b", Patch.Merge(new JsonObject { ["data"] = null }, "7", "u"), new(), default);
        await client.PatchAsync<ConfigMap>("a", "b", Patch.Json([new JsonObject { ["op"] = "remove", ["path"] = "/data" }], "7"), new(), default);
        await client.DeleteAsync<ConfigMap>("a", "b", new() { PropagationPolicy = "Foreground", Preconditions = new() { Uid = "u" } }, default);

        Assert.Equal(
            [
                "GET /api/v1/namespaces/b/configmaps/a",
                "GET /api/v1/namespaces/b/configmaps?labelSelector=x%20in%20%281%2C2%29&resourceVersion=0&limit=5",
                "GET /apis/rbac.authorization.k8s.io/v1/clusterroles",
                "POST /api/v1/namespaces/b/configmaps?fieldManager=me&dryRun=All",
                "PATCH /api/v1/namespaces/b/configmaps/a/status?fieldManager=me&force=true",
                "PATCH /api/v1/namespaces/b/configmaps/a",
                "PATCH /api/v1/namespaces/b/configmaps/a",
                "DELETE /api/v1/namespaces/b/configmaps/a",
            ],
            stub.Requests);
        Assert.Equal(
            [
                """application/json {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"b"},"data":{"k":"v"}}""",
                """application/apply-patch+yaml {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"b"},"data":{"k":"v"}}""",
                """application/merge-patch+json {"data":null,"metadata":{"resourceVersion":"7","uid":"u"}}""",
                """application/json-patch+json [{"op":"test","path":"/metadata/resourceVersion","value":"7"},{"op":"remove","path":"/data"}]""",
                """application/json {"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Foreground","preconditions":{"uid":"u"}}""",
            ],
            bodies.Where(body => body.Length > 1));
    }

    [Fact]
    public async Task Who_acts_as_somebody_in_several_groups_sends_each_group_in_a_line_of_its_own()
    {
        var groups = new ConcurrentQueue<string>();
        await using var stub = await StubServer.StartAsync(async context =>
        {
            groups.Enqueue(string.Join('|', context.Request.Headers["Impersonate-Group"].AsEnumerable()));
            await context.JsonAsync(Map);
        });
        using var several = new KubernetesClient(new() { Server = stub.Address, ImpersonateUser = "erin", ImpersonateUid = "7", ImpersonateGroups = ["developers", "a, b", "gr\u00fcn"] }, TimeProvider.System);
        using var one = new KubernetesClient(new() { Server = stub.Address, ImpersonateUser = "erin", ImpersonateGroups = ["managers"] }, TimeProvider.System);

        using var evil = new KubernetesClient(new() { Server = stub.Address, ImpersonateUser = "erin", ImpersonateGroups = ["x\r\nX-Evil: 1"] }, TimeProvider.System);

        await several.GetAsync<ConfigMap>("a", "b", default);
        await Assert.ThrowsAsync<KubeconfigException>(() => evil.GetAsync<ConfigMap>("a", "b", default));
        await one.GetAsync<ConfigMap>("a", "b", default);

        Assert.Equal(["developers|a, b|gr\u00fcn", "managers"], groups);
    }

    [Fact]
    public async Task A_token_that_is_not_accepted_is_renewed_once()
    {
        await using var stub = await StubServer.StartAsync(context =>
            context.Request.Headers.Authorization == "Bearer 2" ? context.JsonAsync(Map) : context.StatusAsync(401, "Unauthorized", "who?"));
        using var client = TestClient.Of(stub, credential: new CountingCredential());

        await client.CreateAsync(new ConfigMap { Metadata = new() { Name = "a", Namespace = "b" } }, new(), default);

        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task A_write_under_a_fence_that_has_fallen_is_not_sent_and_a_read_is()
    {
        await using var stub = await StubServer.StartAsync(context => context.JsonAsync(Map));
        var fence = new Fence();
        using var client = TestClient.Of(stub, fence: fence);
        var value = new ConfigMap { Metadata = new() { Name = "a", Namespace = "b" } };

        await client.CreateAsync(value, new(), default);
        Assert.Contains("?timeout=4000ms", stub.Requests.Last(), StringComparison.Ordinal);
        fence.IsUp = false;
        await Assert.ThrowsAsync<Fence.FallenException>(() => client.CreateAsync(value, new(), default));
        await Assert.ThrowsAsync<Fence.FallenException>(() => client.DeleteAsync<ConfigMap>("a", "b", new(), default));
        await client.GetAsync<ConfigMap>("a", "b", default);

        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task A_fence_that_falls_between_the_check_and_the_socket_holds_the_bytes_back()
    {
        await using var stub = await StubServer.StartAsync(context => context.JsonAsync(Map));
        var fence = new Fence { FallsAfter = 1 };
        using var client = TestClient.Of(stub, fence: fence);

        await Assert.ThrowsAsync<Fence.FallenException>(
            () => client.CreateAsync(new ConfigMap { Metadata = new() { Name = "a", Namespace = "b" } }, new(), default));

        Assert.Empty(stub.Requests);
    }

    private sealed class CountingCredential : IClusterCredential
    {
        private int _count = 1;

        public ValueTask<X509Certificate2?> GetCertificateAsync(CancellationToken cancellationToken) => new((X509Certificate2?)null);

        public ValueTask<AuthenticationHeaderValue?> GetAuthorizationAsync(CancellationToken cancellationToken) =>
            new(new AuthenticationHeaderValue("Bearer", $"{_count}"));

        public void Reject() => _count++;
    }

    private sealed class Fence : IWriteFence
    {
        private int _asked;

        public bool IsUp { get; set; } = true;

        public int FallsAfter { get; set; } = int.MaxValue;

        public TimeSpan EnsureMayWrite() =>
            IsUp && _asked++ < FallsAfter ? TimeSpan.FromSeconds(4) : throw new FallenException();

        public sealed class FallenException() : FencedException("down");
    }

    private sealed class VersionRecorder : ITransport
    {
        public List<string> Versions { get; } = [];

        public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, X509Certificate2? certificate, CancellationToken cancellationToken)
        {
            Versions.Add(request.Version.ToString());
            return Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.NotFound) { RequestMessage = request });
        }

        public void Dispose()
        {
        }
    }
}
