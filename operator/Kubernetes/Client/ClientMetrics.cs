using System.Diagnostics.Metrics;
using System.Net;

namespace SegmentOperator.Kubernetes;

/// <summary>The counter that dashboards know from client-go.</summary>
internal static class ClientMetrics
{
    private static readonly Meter Meter = new("SegmentOperator.Kubernetes");

    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "rest_client_requests_total", description: "Number of HTTP requests, partitioned by status code, method and host.");

    public static void Count(HttpMethod method, string host, HttpStatusCode code) =>
        Requests.Add(1, new("code", (int)code), new("method", method.Method), new("host", host));
}
