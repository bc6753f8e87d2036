using System.Diagnostics;

namespace SegmentOperator.Oci;

/// <summary>Spans of registry requests. They name the registry, repository and operation, never a query or a header.</summary>
internal static class Telemetry
{
    private static readonly ActivitySource Source = new("SegmentOperator.Oci");

    public static Activity? Start(RegistryRequest request)
    {
        var activity = Source.StartActivity("registry " + request.Operation, ActivityKind.Client);
        return activity?
            .SetTag("http.request.method", request.Method.Method)
            .SetTag("server.address", request.Repository.Registry)
            .SetTag("oci.repository", request.Repository.Name);
    }

    public static void Failed(this Activity? activity, Exception exception)
    {
        activity?.SetTag("error.type", exception.GetType().Name);
        activity?.SetStatus(ActivityStatusCode.Error, exception is RegistryException ? exception.Message : exception.GetType().Name);
    }
}
