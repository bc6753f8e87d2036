using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim;

/// <summary>What a request meets instead of, or before, the org's answer.</summary>
/// <param name="Path">The beginning of the path: <c>/services/oauth2/token</c>. Any version matches <c>vNN.0</c>.</param>
public sealed record SimFault(string Path)
{
    /// <summary>Only requests with this method; null is any.</summary>
    public string? Method { get; init; }

    /// <summary>How often it strikes before it is used up.</summary>
    public int Times { get; init; } = 1;

    /// <summary>Answers with this status and <see cref="Body"/>, and the org does not see the request.</summary>
    public int? Status { get; init; }

    /// <summary>The body to <see cref="Status"/>.</summary>
    public string Body { get; init; } = "";

    /// <summary>A Retry-After header, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Waits this long first.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answers; the client's own timeout has to end it.</summary>
    public bool Hang { get; init; }

    /// <summary>Closes the connection before the org sees the request.</summary>
    public bool Abort { get; init; }

    /// <summary>Lets the org do its work and then closes the connection without an answer.</summary>
    public bool AbortAfter { get; init; }
}

/// <summary>The faults that wait to strike; the oldest that matches strikes first.</summary>
public sealed class SimFaults(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly List<SimFault> waiting = [];

    /// <summary>Lays a fault in wait.</summary>
    public void Add(SimFault fault)
    {
        lock (gate)
            waiting.Add(fault);
    }

    /// <summary>Takes all faults back.</summary>
    public void Clear()
    {
        lock (gate)
            waiting.Clear();
    }

    /// <summary>Whether every fault has struck.</summary>
    public bool AllUsedUp
    {
        get
        {
            lock (gate)
                return waiting.Count == 0;
        }
    }

    internal SimFault? Take(string method, string path)
    {
        lock (gate)
        {
            var i = waiting.FindIndex(f => Matches(f, method, path));
            if (i < 0)
                return null;
            var fault = waiting[i];
            if (fault.Times <= 1)
                waiting.RemoveAt(i);
            else
                waiting[i] = fault with { Times = fault.Times - 1 };
            return fault;
        }
    }

    /// <summary>Carries a fault out. True when the request is dealt with.</summary>
    internal async Task<bool> StrikeAsync(SimFault fault, HttpContext context)
    {
        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, time, context.RequestAborted);
        if (fault.Hang)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted);
        if (fault.Abort)
        {
            context.Abort();
            return true;
        }

        if (fault.Status is not { } status)
            return false;
        context.Response.StatusCode = status;
        if (fault.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString();
        context.Response.ContentType = fault.Body.StartsWith('{') || fault.Body.StartsWith('[') ? "application/json" : "text/html";
        await context.Response.WriteAsync(fault.Body, context.RequestAborted);
        return true;
    }

    private static bool Matches(SimFault fault, string method, string path) =>
        (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
        && SimPath.WithoutVersion(path).StartsWith(SimPath.WithoutVersion(fault.Path), StringComparison.Ordinal);
}
