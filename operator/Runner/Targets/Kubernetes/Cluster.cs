using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Targets.Kubernetes;

/// <summary>What the API server answered; without a status, why it did not.</summary>
internal sealed record ClusterAnswer(HttpStatusCode? Status, string Message)
{
    public JsonObject? Body { get; init; }

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    public bool IsPassing => Status is null || (int)Status >= 500 || Status == HttpStatusCode.TooManyRequests;
}

/// <summary>The two requests that a run makes: discovery, and server-side apply. Both may be repeated without harm.</summary>
internal sealed class Cluster(HttpClient http, KubernetesRunTarget target, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)];
    private readonly Dictionary<string, ClusterAnswer> discovered = new(StringComparer.Ordinal);

    /// <summary>The resources of a group and version; asked for once.</summary>
    public async Task<ClusterAnswer> DiscoverAsync(string apiVersion, CancellationToken cancellationToken)
    {
        if (!discovered.TryGetValue(apiVersion, out var answer))
        {
            answer = await SendAsync(HttpMethod.Get, Root(apiVersion), null, cancellationToken);
            if (!answer.IsPassing)
                discovered[apiVersion] = answer;
        }

        return answer;
    }

    /// <summary>Applies one object. Fields that another manager owns are a conflict, and stay theirs.</summary>
    public Task<ClusterAnswer> ApplyAsync(ManifestObject item, string plural, bool dryRun, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Patch,
        $"{Root(item.ApiVersion)}/namespaces/{item.Namespace}/{plural}/{item.Name}"
            + $"?fieldManager={Uri.EscapeDataString(target.FieldManager)}&fieldValidation=Strict{(dryRun ? "&dryRun=All" : "")}",
        item.Json.ToJsonString(),
        cancellationToken);

    private static string Root(string apiVersion) => apiVersion.Contains('/') ? $"apis/{apiVersion}" : $"api/{apiVersion}";

    private async Task<ClusterAnswer> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await SendOnceAsync(method, path, body, cancellationToken);
            if (!answer.IsPassing || attempt == Pauses.Length)
                return answer;
            await Task.Delay(Pauses[attempt], time, cancellationToken);
        }
    }

    private async Task<ClusterAnswer> SendOnceAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            if (body is not null)
            {
                request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/apply-patch+yaml");
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            var json = Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
            var words = json?["message"] is JsonValue message ? Text.Clean(message.ToString()) : $"HTTP status {(int)response.StatusCode}";
            return new ClusterAnswer(response.StatusCode, words) { Body = json };
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ClusterAnswer(null, $"no answer within {Timeout.TotalSeconds:0} seconds");
        }
        catch (HttpRequestException e)
        {
            return new ClusterAnswer(null, Text.Clean(e.Message));
        }
    }

    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
