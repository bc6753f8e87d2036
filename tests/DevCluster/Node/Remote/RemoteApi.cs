using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Storage;

namespace SegmentOperator.DevCluster.Node.Remote;

/// <summary>What the node needs of an API server, over HTTP.</summary>
internal sealed class RemoteApi(HttpClient http, IResourceCatalog resources, TimeProvider time) : IClusterApi
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public ResourceInfo Resource(string qualifiedName)
    {
        var dot = qualifiedName.IndexOf('.', StringComparison.Ordinal);
        var (resource, group) = dot < 0 ? (qualifiedName, "") : (qualifiedName[..dot], qualifiedName[(dot + 1)..]);
        return resources.Find(group, resource) ?? throw new ArgumentException($"There is no resource {qualifiedName}.", nameof(qualifiedName));
    }

    public JsonObject? Get(ResourceInfo resource, string ns, string name) => Unless(404, () => Send(HttpMethod.Get, Path(resource, ns, name), null));

    public IReadOnlyList<JsonObject> List(ResourceInfo resource, string? ns = null) =>
        [.. Send(HttpMethod.Get, Path(resource, ns ?? "", ""), null)["items"]!.AsArray().Select(item => item!.DeepClone().AsObject())];

    public JsonObject Create(ResourceInfo resource, string ns, JsonObject value)
    {
        var copy = value.DeepClone().AsObject();
        (copy["apiVersion"], copy["kind"]) = (resource.ApiVersion, resource.Kind);
        return Send(HttpMethod.Post, Path(resource, ns, ""), copy);
    }

    public JsonObject Update(ResourceInfo resource, string ns, JsonObject value, string subresource = "") =>
        Send(HttpMethod.Put, Path(resource, ns, value.Name(), subresource), value);

    public JsonObject? Modify(ResourceInfo resource, string ns, string name, Func<JsonObject, bool> change, string subresource = "", string? manager = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (Get(resource, ns, name) is not { } current || !change(current))
                return null;
            try
            {
                return subresource == "binding" ? Bind(resource, ns, current) : Update(resource, ns, current, subresource);
            }
            catch (ApiException e) when (e.Code == 409 && attempt < 20)
            {
                // Somebody was quicker: look again.
            }
            catch (ApiException e) when (e.Code == 404)
            {
                return null;
            }
        }
    }

    public bool Delete(ResourceInfo resource, string ns, string name, string? uid = null, long? gracePeriodSeconds = null, string? propagationPolicy = null)
    {
        var options = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions" };
        if (uid is not null)
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        if (gracePeriodSeconds is not null)
            options["gracePeriodSeconds"] = gracePeriodSeconds;
        if (propagationPolicy is not null)
            options["propagationPolicy"] = propagationPolicy;
        return Unless(404, () => Unless(409, () => Send(HttpMethod.Delete, Path(resource, ns, name), options))) is not null;
    }

    public async IAsyncEnumerable<StoreEvent> WatchAsync(ResourceInfo resource, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = new Dictionary<(string, string), StoredObject>();
        while (!cancellation.IsCancellationRequested)
        {
            var version = "";
            foreach (var e in Relist(resource, known, out version))
                yield return e;
            await foreach (var e in FollowAsync(resource, version, cancellation))
            {
                if (e.Type == StoreEventType.Deleted)
                    known.Remove((e.Object.Namespace, e.Object.Name));
                else
                    known[(e.Object.Namespace, e.Object.Name)] = e.Object;
                yield return e;
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private List<StoreEvent> Relist(ResourceInfo resource, Dictionary<(string, string), StoredObject> known, out string version)
    {
        var events = new List<StoreEvent>();
        var list = Send(HttpMethod.Get, Path(resource, "", ""), null);
        version = list.Text("metadata", "resourceVersion") ?? "";
        var there = list["items"]!.AsArray().Select(item => Stored(resource, item!.DeepClone().AsObject())).ToList();
        foreach (var key in known.Keys.Except(there.Select(stored => (stored.Namespace, stored.Name))).ToList())
        {
            known.Remove(key, out var last);
            events.Add(new(StoreEventType.Deleted, last!, last));
        }

        foreach (var stored in there)
        {
            known[(stored.Namespace, stored.Name)] = stored;
            events.Add(new(StoreEventType.Added, stored, null));
        }

        return events;
    }

    /// <summary>Until the server ends the watch, or it breaks.</summary>
    private async IAsyncEnumerable<StoreEvent> FollowAsync(ResourceInfo resource, string version, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var path = $"{Path(resource, "", "")}?watch=true&timeoutSeconds=300&resourceVersion={version}";
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await LineAsync(reader, cancellation) is { } line)
        {
            var change = JsonNode.Parse(line)!.AsObject();
            StoreEventType? type = change.Text("type") switch
            {
                "ADDED" => StoreEventType.Added,
                "MODIFIED" => StoreEventType.Modified,
                "DELETED" => StoreEventType.Deleted,
                _ => null,
            };
            if (type is not { } known)
                yield break;
            yield return new(known, Stored(resource, change["object"]!.DeepClone().AsObject()), null);
        }
    }

    private static async Task<string?> LineAsync(StreamReader reader, CancellationToken cancellation)
    {
        try
        {
            return await reader.ReadLineAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            return null;
        }
    }

    private static StoredObject Stored(ResourceInfo resource, JsonObject value)
    {
        (value["apiVersion"], value["kind"]) = (resource.ApiVersion, resource.Kind);
        return new(value.Namespace(), value.Name(), 0, value);
    }

    private JsonObject Bind(ResourceInfo resource, string ns, JsonObject pod) => Send(HttpMethod.Post, Path(resource, ns, pod.Name(), "binding"), new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Binding",
        ["metadata"] = new JsonObject { ["name"] = pod.Name(), ["namespace"] = ns, ["uid"] = pod.Uid() },
        ["target"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = pod.Text("spec", "nodeName") },
    });

    private JsonObject Send(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = http.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        if (answer.StatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices)
            return JsonNode.Parse(text)!.AsObject();
        throw new ApiException(new JsonObject { ["code"] = (int)answer.StatusCode, ["message"] = $"{method} {path}: {text}" });
    }

    private static JsonObject? Unless(int code, Func<JsonObject?> act)
    {
        try
        {
            return act();
        }
        catch (ApiException e) when (e.Code == code)
        {
            return null;
        }
    }

    private static string Path(ResourceInfo resource, string ns, string name, string subresource = "")
    {
        var path = new StringBuilder(resource.Group.Length == 0 ? $"api/{resource.Version}" : $"apis/{resource.Group}/{resource.Version}");
        if (resource.Namespaced && ns.Length > 0)
            path.Append("/namespaces/").Append(ns);
        path.Append('/').Append(resource.Resource);
        if (name.Length > 0)
            path.Append('/').Append(name);
        if (subresource.Length > 0)
            path.Append('/').Append(subresource);
        return path.ToString();
    }
}
