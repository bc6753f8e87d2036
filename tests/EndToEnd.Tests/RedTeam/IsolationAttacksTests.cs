using System.Text.Json.Nodes;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Attacks on an isolation namespace. The attacker holds every right that RBAC knows.</summary>
public sealed class IsolationAttacksTests(Arenas arenas) : IClassFixture<Arenas>
{
    private const string Content = "segment-operator-isolation";
    private const string Entry = "segment-operator-no-entry";
    private const string Label = "segment-operator-isolation-label";

    [Theory, Servers]
    public Task A_pod_is_not_created_by_hand(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").CreateAsync(Arena.Pod(arenas.Name("pod")), new CreateOptions(), default));

    [Theory, Servers]
    public Task A_Secret_is_not_created_by_hand(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").CreateAsync(new Secret { Metadata = new() { Name = arenas.Name("secret"), Namespace = Arena.Isolation } }, new CreateOptions(), default));

    [Theory, Servers]
    public Task A_Role_is_not_created_by_hand(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").CreateAsync(new Role { Metadata = new() { Name = arenas.Name("role"), Namespace = Arena.Isolation }, Rules = [] }, new CreateOptions(), default));

    [Theory, Servers]
    public Task A_RoleBinding_is_not_created_by_hand(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").CreateAsync(
            new RoleBinding
            {
                Metadata = new() { Name = arenas.Name("binding"), Namespace = Arena.Isolation },
                RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = "edit" },
                Subjects = [new() { Kind = "User", ApiGroup = "rbac.authorization.k8s.io", Name = "mallory" }],
            },
            new CreateOptions(), default));

    [Theory, Servers]
    public Task The_operators_own_RoleBinding_is_not_extended(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").PatchAsync<RoleBinding>(
            "segment-operator", Arena.Isolation,
            Patch.Merge(new JsonObject { ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "User", ["apiGroup"] = "rbac.authorization.k8s.io", ["name"] = "mallory" }) }),
            new PatchOptions { FieldManager = "test" }, default));

    [Theory, Servers]
    public Task A_runs_image_is_not_exchanged(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        SendAsync(arena, HttpMethod.Patch, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1", """{"spec":{"containers":[{"name":"main","image":"registry.example.com/evil:1"}]}}""", "application/strategic-merge-patch+json"));

    [Theory, Servers]
    public Task A_runs_finalizer_is_not_removed(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        SendAsync(arena, HttpMethod.Patch, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json"));

    [Theory, Servers]
    public Task What_the_operator_noted_on_a_run_is_not_changed(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        SendAsync(arena, HttpMethod.Patch, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1", """{"metadata":{"annotations":{"segment-operator.dev/owner-name":"another"}}}""", "application/merge-patch+json"));

    [Theory, Servers]
    public Task A_token_of_an_account_in_the_namespace_is_not_minted(string server) => arenas.AssertStoppedByAsync(server, Content, arena =>
        arena.As("mallory").CreateTokenAsync("default", Arena.Isolation, new TokenRequest { Spec = new() { ExpirationSeconds = 600 } }, default));

    [Theory, Servers]
    public Task Nobody_execs_into_a_run(string server) => RefusedAsync(server, "exec?command=sh&container=main&stdout=true");

    [Theory, Servers]
    public Task Nobody_attaches_to_a_run(string server) => RefusedAsync(server, "attach?container=main&stdout=true");

    [Theory, Servers]
    public Task Nobody_forwards_a_port_of_a_run(string server) => RefusedAsync(server, "portforward?ports=80");

    [Theory, Servers]
    public Task Nobody_adds_an_ephemeral_container_to_a_run(string server) => arenas.AssertStoppedByAsync(server, Entry, async arena =>
    {
        try
        {
            await SendAsync(arena, HttpMethod.Patch, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1/ephemeralcontainers",
                $$$"""{"spec":{"ephemeralContainers":[{"name":"{{{arenas.Name("debug")}}}","image":"busybox","targetContainerName":"main"}]}}""", "application/strategic-merge-patch+json");
        }
        catch (KubernetesException e) when (server == ServersAttribute.DevCluster && e.Message.Contains("not served by DevCluster", StringComparison.Ordinal))
        {
            // Nobody said no: DevCluster judges such a change and does not carry it out.
        }
    });

    [Theory, Servers]
    public Task A_namespace_does_not_lose_its_isolation(string server) => arenas.AssertStoppedByAsync(server, Label, async arena =>
    {
        await RelabelAsync(arena, Arena.Isolation, null);
        await RelabelAsync(arena, Arena.Isolation, "finance");
    });

    [Theory, Servers]
    public Task A_namespace_does_not_pass_for_another_segments(string server) => arenas.AssertStoppedByAsync(server, Label, async arena =>
    {
        await RelabelAsync(arena, Arena.Isolation, "health");
        await RelabelAsync(arena, Arena.Isolation, "finance");
    });

    [Theory, Servers]
    public Task A_namespace_of_ones_own_does_not_become_an_isolation_namespace(string server) => arenas.AssertStoppedByAsync(server, Label, async arena =>
    {
        await RelabelAsync(arena, World.TeamNamespace, "finance");
        await RelabelAsync(arena, World.TeamNamespace, null);
    });

    [Theory, Servers]
    public async Task Kubernetes_own_controllers_still_work_in_the_namespace(string server)
    {
        var arena = await arenas.OnAsync(server);
        Assert.NotNull(await arena.Admin.FindAsync<ServiceAccount>("default", Arena.Isolation, default));
        for (var left = 100; await arena.Admin.FindAsync<ConfigMap>("kube-root-ca.crt", Arena.Isolation, default) is null; left--)
        {
            Assert.True(left > 0, "the root certificates did not arrive");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        // What a pod owns goes with it: the garbage collector is not in the way of the policies, nor they in its.
        var pod = await arena.Operator.CreateAsync(Arena.Pod(arenas.Name("owner")), new CreateOptions(), default);
        var secret = arenas.Name("owned");
        await arena.Operator.CreateAsync(
            new Secret { Metadata = new() { Name = secret, Namespace = Arena.Isolation, OwnerReferences = [new() { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name!, Uid = pod.Metadata.Uid! }] } },
            new CreateOptions(), default);
        await arena.Operator.DeleteAsync<Pod>(pod.Metadata.Name!, Arena.Isolation, new DeleteOptions { GracePeriodSeconds = 0 }, default);
        for (var left = 300; await arena.Admin.FindAsync<Secret>(secret, Arena.Isolation, default) is not null; left--)
        {
            Assert.True(left > 0, "the owned Secret outlived its pod");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    [Theory, Servers]
    public async Task A_requester_does_not_read_a_runs_Secret(string server)
    {
        var arena = await arenas.OnAsync(server);
        var name = arenas.Name("credential");
        await arena.Operator.CreateAsync(new Secret { Metadata = new() { Name = name, Namespace = Arena.Isolation } }, new CreateOptions(), default);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => arena.As("alice").GetAsync<Secret>(name, Arena.Isolation, default));
        Assert.True(refusal.IsForbidden, refusal.Message);
        // It is there to be read: what stops alice is that nothing gives her a right here.
        Assert.Equal(name, (await arena.As("mallory").GetAsync<Secret>(name, Arena.Isolation, default)).Metadata.Name);
    }

    private async Task RefusedAsync(string server, string subresource)
    {
        var arena = await arenas.OnAsync(server);
        var refusal = await Assert.ThrowsAsync<KubernetesException>(() => SendAsync(arena, HttpMethod.Post, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1/{subresource}"));
        Assert.Contains($"ValidatingAdmissionPolicy '{Entry}'", refusal.Message, StringComparison.Ordinal);
        // Without the policy nobody says no any more: the server looks for the kubelet to connect to, which neither arena has.
        var open = await arenas.WithoutControlsAsync(server);
        var unconnected = await Assert.ThrowsAsync<KubernetesException>(() => SendAsync(open, HttpMethod.Post, $"api/v1/namespaces/{Arena.Isolation}/pods/run-1/{subresource}"));
        Assert.False(unconnected.IsForbidden, unconnected.Message);
        var elsewhere = await Assert.ThrowsAsync<KubernetesException>(() => SendAsync(arena, HttpMethod.Post, $"api/v1/namespaces/{World.TeamNamespace}/pods/none/{subresource}"));
        Assert.DoesNotContain("ValidatingAdmissionPolicy", elsewhere.Message, StringComparison.Ordinal);
    }

    private static Task RelabelAsync(Arena arena, string ns, string? segment) => arena.As("mallory").PatchAsync<Namespace>(
        ns, null, Patch.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["segment-operator.dev/segment"] = segment } } }), new PatchOptions { FieldManager = "test" }, default);

    private static async Task SendAsync(Arena arena, HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using var content = body is null ? null : new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(type));
        using var answer = await arena.As("mallory").SendAsync(method, path, content, default);
    }
}
