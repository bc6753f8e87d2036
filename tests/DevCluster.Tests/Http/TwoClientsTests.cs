using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Tests.Http;

/// <summary>Two clients at once, each on a connection of its own: neither misses what the other does, and neither undoes it.</summary>
public sealed class TwoClientsTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Shared = "labelSelector=shared";
    private const int Rounds = 40;
    private TestCluster _cluster = null!;
    private HttpClient _one = null!, _two = null!;

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync();
        (_one, _two) = (_cluster.Client(TestCluster.Token), _cluster.Client(TestCluster.Token));
    }

    public async Task DisposeAsync()
    {
        _one.Dispose();
        _two.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Two_watches_see_every_change_of_two_writers_in_one_order()
    {
        var version = await VersionAsync();
        var (first, second) = (SeeAsync(_one, version), SeeAsync(_two, version));
        await Task.WhenAll(WriteAsync(_one, "one"), WriteAsync(_two, "two"));
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"last","labels":{"shared":"1"}}}""");
        var (seen, other) = (await first, await second);
        Assert.Equal(seen, other);
        // Each writer: created, changed and half of them deleted; and the last.
        Assert.Equal((2 * ((Rounds * 2) + (Rounds / 2))) + 1, seen.Count);
        Assert.Equal(seen.Select(change => change.Version).Order(), seen.Select(change => change.Version));
        var there = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (type, name, at) in seen)
        {
            if (type == "DELETED")
                Assert.True(there.Remove(name), $"{name} was not there");
            else
                Assert.True(there.ContainsKey(name) == (type == "MODIFIED"), $"{type} {name}");
            if (type != "DELETED")
                there[name] = at;
        }

        var list = (await _cluster.DoAsync("GET", $"{Maps}?{Shared}"))["items"]!.AsArray();
        Assert.Equal(list.Select(item => (Name(item!), Version(item!))), there.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public async Task Of_two_who_count_in_one_object_no_count_is_lost()
    {
        await _cluster.DoAsync("POST", Maps, """{"metadata":{"name":"counter"},"data":{"count":"0"}}""");
        await Task.WhenAll(CountAsync(_one), CountAsync(_two));
        var counter = await _cluster.DoAsync("GET", $"{Maps}/counter");
        Assert.Equal($"{2 * Rounds}", counter["data"]!["count"]!.GetValue<string>());
    }

    [Fact]
    public async Task Two_who_apply_their_own_fields_at_once_both_keep_them()
    {
        await Task.WhenAll(ApplyAsync(_one, "one"), ApplyAsync(_two, "two"));
        var both = await _cluster.DoAsync("GET", $"{Maps}/both");
        Assert.Equal(($"{Rounds - 1}", $"{Rounds - 1}"), (both["data"]!["one"]!.GetValue<string>(), both["data"]!["two"]!.GetValue<string>()));
        Assert.Equal(["one", "two"], both["metadata"]!["managedFields"]!.AsArray().Select(entry => entry!["manager"]!.GetValue<string>()).Order());
        var (code, conflict) = await _cluster.SendAsync("PATCH", $"{Maps}/both?fieldManager=two", Both("one", 99), "application/apply-patch+yaml", client: _two);
        Assert.Equal((409, "Conflict"), (code, conflict["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Of_two_who_create_one_name_at_once_one_is_told_that_it_exists()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var body = $$$"""{"metadata":{"name":"once-{{{round}}}"}}""";
            var answers = await Task.WhenAll(_cluster.SendAsync("POST", Maps, body, client: _one), _cluster.SendAsync("POST", Maps, body, client: _two));
            Assert.Equal([201, 409], answers.Select(answer => answer.Code).Order());
        }
    }

    private async Task<string> VersionAsync() => (await _cluster.DoAsync("GET", $"{Maps}?{Shared}"))["metadata"]!["resourceVersion"]!.GetValue<string>();

    /// <summary>Everything from a version to the object <c>last</c>.</summary>
    private async Task<List<(string Type, string Name, long Version)>> SeeAsync(HttpClient client, string version)
    {
        var seen = new List<(string Type, string Name, long Version)>();
        using var watch = await _cluster.WatchAsync($"{Maps}?watch=1&{Shared}&resourceVersion={version}", client);
        while (seen is [] || seen[^1].Name != "last")
        {
            var change = JsonNode.Parse(await watch.ReadLineAsync() ?? throw new InvalidOperationException($"The watch ended after {seen.Count} changes."))!;
            seen.Add((change["type"]!.GetValue<string>(), Name(change["object"]!), Version(change["object"]!)));
        }

        return seen;
    }

    private async Task WriteAsync(HttpClient client, string who)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var name = $"{who}-{round}";
            await ExpectAsync(201, "POST", Maps, $$$"""{"metadata":{"name":"{{{name}}}","labels":{"shared":"1"} } }""", "application/json");
            await ExpectAsync(200, "PATCH", $"{Maps}/{name}", """{"data":{"changed":"yes"}}""", "application/merge-patch+json");
            if (round % 2 == 0)
                await ExpectAsync(200, "DELETE", $"{Maps}/{name}", null, "application/json");
        }

        async Task ExpectAsync(int expected, string method, string path, string? body, string type)
        {
            var (code, answer) = await _cluster.SendAsync(method, path, body, type, client: client);
            Assert.True(code == expected, $"{method} {path}: {code} {answer.ToJsonString()}");
        }
    }

    private async Task CountAsync(HttpClient client)
    {
        for (var counted = 0; counted < Rounds;)
        {
            var (_, counter) = await _cluster.SendAsync("GET", $"{Maps}/counter", client: client);
            counter["data"]!["count"] = $"{int.Parse(counter["data"]!["count"]!.GetValue<string>(), CultureInfo.InvariantCulture) + 1}";
            var (code, answer) = await _cluster.SendAsync("PUT", $"{Maps}/counter", counter.ToJsonString(), client: client);
            Assert.True(code is 200 or 409, answer.ToJsonString());
            counted += code == 200 ? 1 : 0;
        }
    }

    private async Task ApplyAsync(HttpClient client, string who)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (code, answer) = await _cluster.SendAsync("PATCH", $"{Maps}/both?fieldManager={who}", Both(who, round), "application/apply-patch+yaml", client: client);
            Assert.True(code is 200 or 201, answer.ToJsonString());
        }
    }

    private static string Both(string who, int round) => $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"both"},"data":{"{{{who}}}":"{{{round}}}"}}""";

    private static string Name(JsonNode value) => value["metadata"]!["name"]!.GetValue<string>();

    private static long Version(JsonNode value) => long.Parse(value["metadata"]!["resourceVersion"]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
