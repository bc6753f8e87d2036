using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Security;

namespace SegmentOperator.DevCluster.Faults;

/// <summary>Lets a request go wrong as a test asked, before it is served. What strikes the answer is left in the request's items.</summary>
internal sealed class FaultInjection(ClusterContext cluster)
{
    /// <summary>The fault that is to strike the request's answer, or null.</summary>
    public static Fault? Of(HttpContext http) => http.Items[nameof(Fault)] as Fault;

    /// <summary>True when the fault was all the answer there is.</summary>
    public async Task<bool> StrikeAsync(HttpContext http, RequestInfo info, ResourceInfo resource, UserInfo user)
    {
        var request = new FaultRequest(info.Verb, info.Group, info.Resource, info.Subresource, info.Namespace, info.Name, user.Username);
        if (cluster.Faults.Next(request) is not { } fault)
            return false;
        var isWatch = info.Verb == "watch";
        switch (fault.Kind)
        {
            case FaultKind.Delay:
                await Task.Delay(fault.Delay, cluster.Time, http.RequestAborted);
                return false;
            case FaultKind.TooManyRequests:
                throw ApiErrors.TooManyRequests("the server has received too many requests and has asked us to try again later", fault.RetryAfterSeconds);
            case FaultKind.Unavailable:
                http.Response.Headers.RetryAfter = fault.RetryAfterSeconds.ToString();
                throw ApiErrors.Of(503, "ServiceUnavailable", "the server is currently unable to handle the request");
            case FaultKind.Conflict when info.Verb is "update" or "patch":
                throw ApiErrors.Modified(resource, info.Name);
            case FaultKind.ApplyConflict when info.Verb == "patch" && BodyReader.MediaType(http.Request).StartsWith("application/apply-patch", StringComparison.Ordinal):
                throw OwnedElsewhere();
            case FaultKind.Drop or FaultKind.LostAnswer when isWatch && fault.AfterEvents == 0:
            case FaultKind.Drop when !isWatch:
                http.Abort();
                return true;
            case FaultKind.Hang or FaultKind.HalfOpen when !isWatch || fault.AfterEvents == 0:
                await SilenceAsync(http, fault);
                return true;
            case FaultKind.InternalError when !isWatch || fault.AfterEvents == 0:
                throw ApiErrors.InternalError("injected fault");
            case FaultKind.Gone when !isWatch:
                throw ApiErrors.Gone("The provided continue parameter is too old to display a consistent list result.");
            default:
                http.Items[nameof(Fault)] = fault;
                return false;
        }
    }

    private static ApiException OwnedElsewhere()
    {
        var cause = new JsonObject
        {
            ["reason"] = "FieldManagerConflict",
            ["message"] = "conflict with \"injected-fault\"",
            ["field"] = ".spec",
        };
        return ApiErrors.Of(409, "Conflict", "Apply failed with 1 conflict: conflict with \"injected-fault\": .spec",
            new JsonObject { ["causes"] = new JsonArray(cause) });
    }

    /// <summary>Says nothing more until the caller gives up.</summary>
    public static async Task SilenceAsync(HttpContext http, Fault fault)
    {
        if (fault.Kind == FaultKind.HalfOpen)
            http.Features.Get<HalfOpenConnection>()!.Freeze();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
    }

    /// <summary>Breaks a whole answer; false when the fault does not concern it.</summary>
    public static async Task<bool> BreakAnswerAsync(HttpContext http, Fault fault, int code, ReadOnlyMemory<byte> bytes, string mediaType)
    {
        if (fault.Kind is not (FaultKind.LostAnswer or FaultKind.Truncate or FaultKind.Reset))
            return false;
        if (fault.Kind != FaultKind.LostAnswer)
        {
            http.Response.StatusCode = code;
            http.Response.ContentType = mediaType;
            http.Response.ContentLength = fault.Kind == FaultKind.Reset ? bytes.Length : bytes.Length / 2;
            await http.Response.Body.WriteAsync(bytes[..(bytes.Length / 2)], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
        if (fault.Kind != FaultKind.Truncate)
            await ResetAsync(http);
        return true;
    }

    /// <summary>Resets the connection: the peer sees an error, not an end.</summary>
    public static async Task ResetAsync(HttpContext http)
    {
        // A reset overtakes what was sent: the peer is to read that first.
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        if (http.Features.Get<IConnectionSocketFeature>() is { } feature)
            feature.Socket.LingerState = new LingerOption(true, 0);
        http.Features.Get<IConnectionLifetimeFeature>()!.Abort();
    }
}
