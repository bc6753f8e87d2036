using Microsoft.AspNetCore.Http;

namespace SegmentOperator.TestSupport;

/// <summary>Short ways to answer.</summary>
public static class StubAnswers
{
    public static async Task JsonAsync(this HttpContext context, string json, int code = 200)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(json);
    }

    public static Task StatusAsync(this HttpContext context, int code, string reason, string message, string details = "{}") =>
        context.JsonAsync(
            $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","details":{{details}},"code":{{code}}}""",
            code);

    /// <summary>Sends one line of a watch.</summary>
    public static async Task LineAsync(this HttpContext context, string line)
    {
        await context.Response.WriteAsync(line + "\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Keeps the answer open until the client goes.</summary>
    public static async Task HangAsync(this HttpContext context)
    {
        await context.Response.Body.FlushAsync();
        var gone = new TaskCompletionSource();
        await using (context.RequestAborted.Register(() => gone.TrySetResult()))
            await gone.Task;
    }
}
