using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Node;

namespace SegmentOperator.DevCluster.Tests.Node;

/// <summary>A cluster whose node knows the image <c>shell</c>: whatever the machine has in /bin.</summary>
public class NodeFixture : IAsyncLifetime
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30), Poll = TimeSpan.FromMilliseconds(20);
    private EmbeddedCluster _cluster = null!;
    private HttpClient _http = null!;
    private int _count;

    protected virtual Isolation Isolation => Isolation.Automatic;

    internal IClusterApi Api => _cluster.Context.Api;

    internal DevClusterNode Node => _cluster.Node!;

    public async Task InitializeAsync()
    {
        _cluster = await EmbeddedCluster.StartAsync(new DevClusterOptions
        {
            NodeEnabled = true,
            Log = Console.Error.WriteLine,
            Node = new NodeOptions
            {
                Isolation = Isolation,
                Images = new Dictionary<string, string> { ["registry.example/shell"] = "/bin/sh" },
                RetryPeriod = TimeSpan.FromMilliseconds(100),
                FirstBackOff = TimeSpan.FromMilliseconds(300),
            },
        });
        _http = AdminClient.For(_cluster);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _cluster.DisposeAsync();
    }

    internal string NewName(string prefix = "pod") => $"{prefix}-{Interlocked.Increment(ref _count)}";

    internal JsonObject Create(string resource, string json) => Api.Create(Api.Resource(resource), "default", Parse(json));

    /// <summary>Creates a pod that runs a script in a container <c>main</c> and is not restarted.</summary>
    internal JsonObject Run(string script, Action<JsonObject>? change = null)
    {
        var pod = Parse("""
            {
              "apiVersion": "v1", "kind": "Pod", "metadata": {},
              "spec": {
                "schedulerName": "default-scheduler", "restartPolicy": "Never", "terminationGracePeriodSeconds": 1,
                "automountServiceAccountToken": false,
                "containers": [{"name": "main", "image": "registry.example/shell:1", "command": ["sh", "-c"]}]
              }
            }
            """);
        pod["metadata"]!["name"] = NewName();
        First(pod)["args"] = new JsonArray(script);
        change?.Invoke(pod);
        return Api.Create(Api.Resource("pods"), "default", pod);
    }

    /// <summary>Runs a script to its end; returns the pod as it is then.</summary>
    internal async Task<JsonObject> RunToEndAsync(string script, Action<JsonObject>? change = null) =>
        await WaitAsync(Run(script, change), p => p.Text("status", "phase") is "Succeeded" or "Failed");

    internal async Task<JsonObject> WaitAsync(JsonObject pod, Func<JsonObject, bool> condition)
    {
        JsonObject? current = null;
        await UntilAsync(() => (current = Get(pod)) is not null && condition(current), () => $"{current}");
        return current!;
    }

    internal Task WaitGoneAsync(JsonObject pod) => UntilAsync(() => Get(pod) is null, () => $"{Get(pod)}");

    internal static async Task UntilAsync(Func<bool> condition, Func<string> explain)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < LongestWait, "waited in vain: " + explain());
            await Task.Delay(Poll, TimeProvider.System, CancellationToken.None);
        }
    }

    internal JsonObject? Get(JsonObject pod) => Api.Get(Api.Resource("pods"), "default", pod.Name());

    internal void Delete(JsonObject pod, long? grace = null) =>
        Api.Delete(Api.Resource("pods"), "default", pod.Name(), gracePeriodSeconds: grace);

    /// <summary>The log, by the query that kubectl would send; an error's message when it is refused.</summary>
    internal async Task<string> LogAsync(JsonObject pod, string query = "")
    {
        using var response = await _http.GetAsync(new Uri($"/api/v1/namespaces/default/pods/{pod.Name()}/log?{query}", UriKind.Relative));
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? text : Parse(text).Text("message")!;
    }

    /// <summary>Follows the log, as <c>kubectl logs -f</c> does.</summary>
    internal async Task<StreamReader> FollowAsync(JsonObject pod)
    {
        var response = await _http.GetAsync(new Uri($"/api/v1/namespaces/default/pods/{pod.Name()}/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync());
    }

    /// <summary>The pod's events, as "REASON: message".</summary>
    internal IReadOnlyList<string> Events(JsonObject pod) =>
    [
        .. Api.List(Api.Resource("events"), "default").Where(e => e.Text("involvedObject", "uid") == pod.Uid())
            .Select(e => $"{e.Text("reason")}: {e.Text("message")}"),
    ];

    internal static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    internal static JsonObject First(JsonObject pod) => (JsonObject)pod["spec"]!["containers"]![0]!;

    internal static JsonObject Status(JsonObject pod, string list = "containerStatuses") => pod.Objects("status", list).First();

    internal static JsonNode? Terminated(JsonObject pod) => Status(pod).At("state", "terminated");

    internal static string? Condition(JsonObject pod, string type) =>
        pod.Objects("status", "conditions").FirstOrDefault(c => c.Text("type") == type)?.Text("status");

    /// <summary>Adds volumes and mounts them into the first container, each on a path like its name.</summary>
    internal static Action<JsonObject> Volumes(params string[] volumes) => pod =>
    {
        pod["spec"]!["volumes"] = new JsonArray([.. volumes.Select(v => (JsonNode)Parse(v))]);
        First(pod)["volumeMounts"] = new JsonArray([.. volumes.Select(v => Parse(v).Text("name")!)
            .Select(n => (JsonNode)new JsonObject { ["name"] = n, ["mountPath"] = $"/{n}" })]);
    };
}
