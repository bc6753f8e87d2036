using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RegistrySim;

/// <summary>Answers for faults that need no content.</summary>
internal static class FaultResponses
{
    /// <summary>True when the fault answered the request.</summary>
    public static async Task<bool> AnswerAsync(HttpContext context, RegistryFault? fault, TimeProvider time)
    {
        var response = context.Response;
        switch (fault)
        {
            case RegistryFault.Down:
                context.Abort();
                return true;
            case RegistryFault.Slow slow:
                await Task.Delay(slow.Delay, time, context.RequestAborted);
                return false;
            case RegistryFault.Garbage:
                response.ContentType = "text/html";
                await response.WriteAsync("<html><body>Please log in to this network.</body></html>", context.RequestAborted);
                return true;
            case RegistryFault.TooManyRequests limited:
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                if (limited.RetryAfter is not null) response.Headers.RetryAfter = limited.RetryAfter;
                return true;
            case RegistryFault.Status status:
                response.StatusCode = status.Code;
                return true;
            case RegistryFault.Redirect redirect:
                response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                response.Headers.Location = new Uri(redirect.Origin, context.Request.Path + context.Request.QueryString).ToString();
                return true;
            default:
                return false;
        }
    }
}
