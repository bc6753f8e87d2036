using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Telemetry;

namespace SegmentOperator.Manager.Notifications;

/// <summary>
/// Tells a segment's sinks: a POST with a JSON document, signed with HMAC-SHA256 where the sink has a key. Whom it could not tell is told
/// again; whom it told is not told twice by this process.
/// </summary>
internal sealed partial class Notifier(HttpClient http, IKubernetesClient client, ManagerOptions options, ManagerTelemetry telemetry, ILogger<Notifier> logger, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(string Uid, string Sink), bool> _told = new();

    /// <summary>Tells of access that was taken.</summary>
    /// <returns>Whether every sink has been told.</returns>
    public Task<bool> TellBreakGlassAsync(AccessGrant grant, Segment segment, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (_told.TryAdd((grant.Metadata.Uid!, "log"), true))
        {
            BrokenGlass(logger, grant.Spec.Requester.Username, grant.Metadata.Namespace!, grant.Metadata.Name!, grant.Spec.Role, grant.Spec.Segment, grant.Status?.ExpiresAt);
            Measure(grant.Spec.Segment, "log", since);
        }

        return TellAllAsync(grant.Metadata.Uid!, segment, BreakGlass(grant), since, cancellationToken);
    }

    /// <summary>Tells of a deployment that did not wait for its window.</summary>
    /// <returns>Whether every sink has been told.</returns>
    public Task<bool> TellBreakGlassAsync(DeploymentRequest request, Segment segment, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (_told.TryAdd((request.Metadata.Uid!, "log"), true))
        {
            OverriddenWindow(logger, request.Spec.Requester.Username, request.Spec.Segment, request.Metadata.Namespace!, request.Metadata.Name!, request.Status?.Artifact?.Digest);
            Measure(request.Spec.Segment, "log", since);
        }

        return TellAllAsync(request.Metadata.Uid!, segment, BreakGlass(request), since, cancellationToken);
    }

    private async Task<bool> TellAllAsync(string uid, Segment segment, JsonObject content, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var names = segment.Spec.BreakGlass?.Notify ?? [];
        var sinks = (segment.Spec.Monitoring?.Sinks ?? []).Where(sink => names.Count == 0 || names.Contains(sink.Name, StringComparer.Ordinal));
        var body = Encoding.UTF8.GetBytes(content.ToJsonString());
        var told = await Task.WhenAll(sinks.Select(sink => TellAsync(uid, segment.Metadata.Name!, sink, body, since, cancellationToken)));
        return Array.TrueForAll(told, one => one);
    }

    private static JsonObject BreakGlass(DeploymentRequest request) => new()
    {
        ["event"] = "BreakGlassDeployment",
        ["segment"] = request.Spec.Segment,
        ["request"] = new JsonObject { ["namespace"] = request.Metadata.Namespace, ["name"] = request.Metadata.Name, ["uid"] = request.Metadata.Uid },
        ["requester"] = request.Spec.Requester.Username,
        ["artifact"] = request.Status?.Artifact?.Digest,
        ["reason"] = request.Spec.Justification,
        ["ticket"] = request.Spec.Ticket,
        ["reviewDueAt"] = request.Status?.BreakGlassReview?.DueAt?.ToString("O"),
    };

    private static JsonObject BreakGlass(AccessGrant grant) => new()
    {
        ["event"] = "BreakGlass",
        ["segment"] = grant.Spec.Segment,
        ["grant"] = new JsonObject { ["namespace"] = grant.Metadata.Namespace, ["name"] = grant.Metadata.Name, ["uid"] = grant.Metadata.Uid },
        ["requester"] = grant.Spec.Requester.Username,
        ["subject"] = grant.Spec.Subject.Name,
        ["role"] = grant.Spec.Role,
        ["reason"] = grant.Spec.Justification,
        ["ticket"] = grant.Spec.Ticket,
        ["activatedAt"] = grant.Status?.ActivatedAt?.ToString("O"),
        ["expiresAt"] = grant.Status?.ExpiresAt?.ToString("O"),
        ["reviewDueAt"] = grant.Status?.BreakGlassReview?.DueAt?.ToString("O"),
    };

    private async Task<bool> TellAsync(string uid, string segment, NotificationSink sink, byte[] body, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (_told.ContainsKey((uid, sink.Name)))
            return true;
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var url = sink.Webhook.Url ?? await ReadAsync(sink.Webhook.UrlSecretRef, both.Token);
            if (!Uri.TryCreate(url?.Trim(), UriKind.Absolute, out var address))
                throw new HttpRequestException("the sink's URL is missing or is none");
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            if (await ReadAsync(sink.Webhook.SigningKeySecretRef, both.Token) is { } key)
                request.Headers.Add("X-Segment-Operator-Signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body)));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            if (!response.IsSuccessStatusCode)
                throw new HttpRequestException($"it answered {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or KubernetesException or KubernetesUnreachableException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            telemetry.NotificationFailures.Add(1, new("segment", segment), new KeyValuePair<string, object?>("sink", sink.Name));
            NotTold(logger, sink.Name, segment, e is OperationCanceledException ? "it did not answer in time" : e is HttpRequestException ? e.Message : e.GetType().Name);
            return false;
        }

        _told[(uid, sink.Name)] = true;
        Measure(segment, sink.Name, since);
        return true;
    }

    private async Task<string?> ReadAsync(KeyReference? reference, CancellationToken cancellationToken)
    {
        if (reference is null)
            return null;
        var secret = await client.FindAsync<Secret>(reference.Name, options.Namespace, cancellationToken);
        return secret?.Data?.GetValueOrDefault(reference.Key) is { } data
            ? Encoding.UTF8.GetString(Convert.FromBase64String(data))
            : throw new HttpRequestException($"the Secret {options.Namespace}/{reference.Name} has no entry {reference.Key}");
    }

    private void Measure(string segment, string sink, DateTimeOffset since) =>
        telemetry.BreakGlassNotification.Record((clock.GetUtcNow() - since).TotalSeconds, new("segment", segment), new KeyValuePair<string, object?>("sink", sink));

    [LoggerMessage(1, LogLevel.Warning, "BREAK-GLASS: {Requester} took the role {Role} of the segment {Segment} by {Namespace}/{Name}, until {ExpiresAt:u}")]
    private static partial void BrokenGlass(ILogger logger, string requester, string @namespace, string name, string role, string segment, DateTimeOffset? expiresAt);

    [LoggerMessage(3, LogLevel.Warning, "BREAK-GLASS: {Requester} deploys outside of the windows of the segment {Segment} by {Namespace}/{Name}: {Digest}")]
    private static partial void OverriddenWindow(ILogger logger, string requester, string segment, string @namespace, string name, string? digest);

    [LoggerMessage(2, LogLevel.Error, "The sink {Sink} of the segment {Segment} was not told: {Why}; it is tried again")]
    private static partial void NotTold(ILogger logger, string sink, string segment, string why);
}
