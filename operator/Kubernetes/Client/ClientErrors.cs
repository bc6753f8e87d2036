using System.Runtime.ExceptionServices;
using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>Words for failures of the transport.</summary>
internal static class ClientErrors
{
    /// <summary>The innermost message says what happened: refused, reset, certificate not trusted.</summary>
    public static string Describe(Exception error)
    {
        if (error is JsonException)
            return "the answer is not complete JSON";
        var inner = error;
        while (inner.InnerException is { } next)
            inner = next;
        return inner.Message == error.Message ? error.Message : $"{error.Message} ({inner.Message})";
    }

    /// <summary>The fence's own exception, if it was the fence that broke the connection.</summary>
    public static Exception? Fenced(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is FencedException)
                return inner;
        }

        return null;
    }
}
