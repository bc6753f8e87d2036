namespace SegmentOperator.Kubernetes;

/// <summary>A watch's answer, being read.</summary>
/// <param name="Answer">The answer; its body goes on.</param>
/// <param name="Body">The body.</param>
/// <param name="Limit">Ends when the watch has outlived its server timeout.</param>
/// <param name="Guard">Ends with <paramref name="Limit"/> and when the caller cancels.</param>
/// <param name="Path">What was watched, for messages.</param>
/// <param name="Caller">Ends only when the caller cancels.</param>
internal sealed record OpenWatch(
    HttpResponseMessage Answer,
    Stream Body,
    CancellationTokenSource Limit,
    CancellationTokenSource Guard,
    string Path,
    CancellationToken Caller) : IDisposable
{
    public void Dispose()
    {
        Body.Dispose();
        Answer.Dispose();
        Guard.Dispose();
        Limit.Dispose();
    }
}
