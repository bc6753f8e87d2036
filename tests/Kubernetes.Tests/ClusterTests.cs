using System.Text.Json.Nodes;

namespace SegmentOperator.Kubernetes.Tests;

public sealed class ClusterTests(ClusterFixture fixture) : IClassFixture<ClusterFixture>
{
    private readonly KubernetesClient _client = fixture.Client;

    [Fact]
    public async Task An_object_is_created_found_patched_and_deleted_with_what_must_still_hold()
    {
        var created = await _client.CreateAsync(Map("crud"), new(), default);
        var again = await Assert.ThrowsAsync<KubernetesException>(() => _client.CreateAsync(Map("crud"), new(), default));
        Assert.True(again.IsAlreadyExists);

        var body = new JsonObject { ["data"] = new JsonObject { ["b"] = "2" } };
        var patched = await _client.PatchAsync<ConfigMap>("crud", "default", Patch.Merge(body, created.Metadata.ResourceVersion), new(), default);
        Assert.Equal(["a", "b"], patched.Data!.Keys.Order());
        var late = await Assert.ThrowsAsync<KubernetesException>(
            () => _client.PatchAsync<ConfigMap>("crud", "default", Patch.Merge(body, created.Metadata.ResourceVersion), new(), default));
        Assert.True(late.IsConflict);

        var other = new DeleteOptions { Preconditions = new() { Uid = "00000000-0000-0000-0000-000000000000" } };
        var wrong = await Assert.ThrowsAsync<KubernetesException>(() => _client.DeleteAsync<ConfigMap>("crud", "default", other, default));
        Assert.True(wrong.IsConflict);
        Assert.True(await _client.DeleteAsync<ConfigMap>("crud", "default", DeleteOptions.Only(created), default));
        Assert.False(await _client.DeleteAsync<ConfigMap>("crud", "default", new(), default));
        Assert.Null(await _client.FindAsync<ConfigMap>("crud", "default", default));
    }

    [Fact]
    public async Task Server_side_apply_owns_fields_conflicts_and_gives_them_up()
    {
        await _client.ApplyAsync(Map("apply"), new() { FieldManager = "one" }, default);
        var theirs = Map("apply");
        theirs.Data = new() { ["a"] = "theirs" };
        var conflict = await Assert.ThrowsAsync<KubernetesException>(() => _client.ApplyAsync(theirs, new() { FieldManager = "two" }, default));
        Assert.True(conflict.IsConflict);
        Assert.Contains(conflict.Causes, cause => cause.Reason == "FieldManagerConflict" && cause.Field == ".data.a");

        var forced = await _client.ApplyAsync(theirs, new() { FieldManager = "two", Force = true }, default);
        Assert.Equal("theirs", forced.Data!["a"]);
        theirs.Data = null;
        var given = await _client.ApplyAsync(theirs, new() { FieldManager = "two" }, default);
        Assert.Null(given.Data);
    }

    [Fact]
    public async Task A_watch_tells_what_happens_after_a_list()
    {
        var list = await _client.ListAsync<ConfigMap>(new() { Namespace = "default" }, default);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var options = new WatchOptions { Namespace = "default", LabelSelector = "watched=yes", ResourceVersion = list.Metadata.ResourceVersion };
        var seen = new List<string>();
        var watching = Task.Run(async () =>
        {
            await foreach (var change in _client.WatchAsync<ConfigMap>(options, soon.Token))
            {
                seen.Add($"{change.Type} {change.Object.Metadata.Name}");
                if (change.Type == WatchEventType.Deleted)
                    return;
            }
        });
        var map = Map("watched");
        map.Metadata.Labels = new() { ["watched"] = "yes" };
        await _client.CreateAsync(map, new(), default);
        await _client.DeleteAsync<ConfigMap>("watched", "default", new(), default);
        await watching;

        Assert.Equal(["Added watched", "Deleted watched"], seen);
    }

    [Fact]
    public async Task A_token_is_minted_for_a_service_account_and_whose_it_is_can_be_asked()
    {
        await _client.CreateAsync(new ServiceAccount { Metadata = new() { Name = "runner", Namespace = "default" } }, new(), default);
        var token = await _client.CreateTokenAsync("runner", "default", new() { Spec = new() { ExpirationSeconds = 600 } }, default);
        var review = await _client.CreateAsync(new TokenReview { Spec = new() { Token = token.Status!.Token } }, new(), default);

        Assert.True(review.Status!.Authenticated);
        Assert.Equal("system:serviceaccount:default:runner", review.Status.User!.Username);
    }

    [Fact]
    public async Task A_non_resource_address_answers_and_a_kind_that_is_not_served_is_an_error()
    {
        using var answer = await _client.SendAsync(HttpMethod.Get, "/version", null, default);
        Assert.Contains("gitVersion", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var error = await Assert.ThrowsAsync<KubernetesException>(() => _client.SendAsync(HttpMethod.Get, "apis/no.such/v1/things/x", null, default));
        Assert.True(error.IsUnknownResource);
    }

    private static ConfigMap Map(string name) => new()
    {
        Metadata = new() { Name = name, Namespace = "default" },
        Data = new() { ["a"] = "1" },
    };
}
