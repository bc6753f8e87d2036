namespace SegmentOperator.Sigstore;

/// <summary>
/// A target of a TUF repository, kept fresh: read again once an hour, and used from the cache while the repository cannot be read, until
/// what vouches for it expires. Who comes while a read is under way shares it.
/// </summary>
/// <param name="client">Reads the repository.</param>
/// <param name="target">The target's name.</param>
/// <param name="time">The clock.</param>
public sealed class TufSource(TufClient client, string target, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim turn = new(1);
    private TufTarget? current;
    private TufException? failure;
    private DateTimeOffset next = DateTimeOffset.MinValue;

    /// <summary>The target. What it vouches for does not change while the same instance is returned.</summary>
    /// <exception cref="TufException">There is none that may be used.</exception>
    public async Task<TufTarget> GetAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (now >= next || current is { } old && old.Expires <= now && failure is null) await UpdateAsync(cancellationToken);
            return current is { } usable && usable.Expires > now
                ? usable
                : throw failure ?? new TufException(TufProblem.Expired, $"the TUF metadata for {target} expired");
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task UpdateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await client.UpdateAsync(target, cancellationToken);
            current = current is { } known && known.Content.Span.SequenceEqual(read.Content.Span) && known.Expires == read.Expires ? known : read;
            (failure, next) = (null, time.GetUtcNow() + Fresh);
        }
        catch (TufException e)
        {
            current ??= client.Recall(target);
            (failure, next) = (e, time.GetUtcNow() + Pause);
        }
    }
}
