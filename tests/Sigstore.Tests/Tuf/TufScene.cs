using SegmentOperator.TestSupport;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>An honest repository, a clock at its start, an empty folder, and clients that begin with its first root.</summary>
public abstract class TufScene : IDisposable
{
    private protected TufScene() => Pinned = Repository.Files["1.root.json"];

    internal TufBuilder Repository { get; } = TufBuilder.Create();

    private protected ManualTimeProvider Time { get; } = new(TufBuilder.Start);

    private protected string Folder { get; } = Directory.CreateTempSubdirectory("tuf-").FullName;

    private protected byte[] Pinned { get; }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected TufClient Client(string? cache = null) => new(Pinned, Repository, cache, Time);

    private protected static Task<TufTarget> UpdateAsync(TufClient client) => client.UpdateAsync("trusted_root.json", CancellationToken.None);

    private protected async Task RefusedAsync(TufProblem problem, TufClient? client = null)
    {
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(client ?? Client()));
        Assert.Equal(problem, e.Problem);
        Assert.DoesNotContain('\n', e.Message);
    }
}
