using Microsoft.AspNetCore.Http;

namespace SegmentOperator.Kubernetes.Tests;

internal static class StubText
{
    public static Task SetText(this HttpResponse response, int code, string text)
    {
        response.StatusCode = code;
        response.ContentType = "text/plain";
        return response.WriteAsync(text);
    }
}
