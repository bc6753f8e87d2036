namespace SegmentOperator.Sigstore.Tests;

/// <summary>What is kept, for how long, and what it is worth.</summary>
public sealed class TufCacheTests : TufScene
{
    [Fact]
    public async Task What_did_not_change_is_not_fetched_again()
    {
        var client = Client();
        await UpdateAsync(client);
        Repository.Asked.Clear();
        await UpdateAsync(client);
        Assert.Equal(["2.root.json", "timestamp.json"], Repository.Asked);
    }

    [Fact]
    public async Task A_cache_that_somebody_wrote_into_is_only_forgotten()
    {
        await UpdateAsync(Client(Folder));
        foreach (var file in Directory.GetFiles(Folder)) await File.WriteAllTextAsync(file, "{\"signed\":{}}");
        await File.WriteAllBytesAsync(Path.Combine(Folder, "2.root.json"), new TufBuilder { RootVersion = 2 }.RootOf());
        Assert.Null(Client(Folder).Recall("trusted_root.json"));
        Assert.Equal(Repository.Target, (await UpdateAsync(Client(Folder))).Content.ToArray());
    }

    [Fact]
    public async Task The_cache_serves_while_the_repository_is_down_and_until_it_expires()
    {
        using (var first = new TufSource(Client(Folder), "trusted_root.json", Time)) await first.GetAsync(CancellationToken.None);
        Repository.IsDown = true;
        using var source = new TufSource(Client(Folder), "trusted_root.json", Time);
        Assert.Equal(Repository.Target, (await source.GetAsync(CancellationToken.None)).Content.ToArray());
        Time.Advance(Repository.TimestampLife);
        var e = await Assert.ThrowsAsync<TufException>(() => source.GetAsync(CancellationToken.None));
        Assert.Equal(TufProblem.Unreachable, e.Problem);
        Repository.IsDown = false;
        Repository.Now = Time.GetUtcNow();
        Repository.Version++;
        Repository.Publish();
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Repository.Target, (await source.GetAsync(CancellationToken.None)).Content.ToArray());
    }

    [Fact]
    public async Task A_source_asks_once_an_hour_and_for_all_who_wait()
    {
        using var source = new TufSource(Client(), "trusted_root.json", Time);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => source.GetAsync(CancellationToken.None)));
        Assert.Single(Repository.Asked, f => f == "timestamp.json");
        Time.Advance(TimeSpan.FromMinutes(61));
        await source.GetAsync(CancellationToken.None);
        Assert.Equal(2, Repository.Asked.Count(f => f == "timestamp.json"));
    }
}
