using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SegmentOperator.TestSupport;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Every attack that the TUF specification lists (section 1.5.2), each against an otherwise honest repository.</summary>
public sealed class TufTests : IDisposable
{
    private readonly TufBuilder repository = TufBuilder.Create();
    private readonly ManualTimeProvider time = new(TufBuilder.Start);
    private readonly string folder = Directory.CreateTempSubdirectory("tuf-").FullName;
    private readonly byte[] pinned;

    public TufTests() => pinned = repository.Files["1.root.json"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private TufClient Client(string? cache = null) => new(pinned, repository, cache, time);

    private static Task<TufTarget> UpdateAsync(TufClient client) => client.UpdateAsync("trusted_root.json", CancellationToken.None);

    private async Task RefusedAsync(TufProblem problem, TufClient? client = null)
    {
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(client ?? Client()));
        Assert.Equal(problem, e.Problem);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_honest_repository_is_read(bool consistent, bool hashes)
    {
        (repository.Consistent, repository.Hashes) = (consistent, hashes);
        var root = repository.PublishRoot();
        repository.Publish();
        var target = await UpdateAsync(new TufClient(root, repository, null, time));
        Assert.Equal(repository.Target, target.Content.ToArray());
        Assert.Equal(TufBuilder.Start + repository.TimestampLife, target.Expires);
    }

    [Fact]
    public async Task What_did_not_change_is_not_fetched_again()
    {
        var client = Client();
        await UpdateAsync(client);
        repository.Asked.Clear();
        await UpdateAsync(client);
        Assert.Equal(["2.root.json", "timestamp.json"], repository.Asked);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Arbitrary_metadata_is_refused(string file)
    {
        var stranger = new TufKeyPair();
        var signed = JsonNode.Parse(repository.Files[file])!["signed"]!.DeepClone().AsObject();
        repository.Files[file] = TufBuilder.Sign(signed, stranger);
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Metadata_that_was_changed_after_it_was_signed_is_refused(string file)
    {
        var text = Encoding.UTF8.GetString(repository.Files[file]);
        repository.Files[file] = Encoding.UTF8.GetBytes(text.Replace("2026-", "2036-", StringComparison.Ordinal).Replace("2027-", "2037-", StringComparison.Ordinal));
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task An_arbitrary_target_is_refused()
    {
        var path = repository.Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));
        repository.Files[path] = "{\"target\":2}"u8.ToArray();
        await RefusedAsync(TufProblem.Mismatch);
    }

    [Fact]
    public async Task A_key_of_one_role_does_not_sign_for_another()
    {
        (repository.TimestampKey, repository.SnapshotKey) = (repository.SnapshotKey, repository.TimestampKey);
        repository.Publish();
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task Metadata_of_another_type_is_refused()
    {
        repository.TimestampKey = repository.SnapshotKey = repository.TargetsKey;
        var root = repository.PublishRoot();
        repository.Publish();
        repository.Files["1.targets.json"] = repository.Files["1.snapshot.json"];
        await RefusedAsync(TufProblem.Malformed, new TufClient(root, repository, null, time));
    }

    [Fact]
    public async Task A_rolled_back_timestamp_is_refused_even_after_a_restart()
    {
        var old = repository.Files["timestamp.json"];
        repository.Version = 2;
        repository.Publish();
        await UpdateAsync(Client(folder));
        repository.Files["timestamp.json"] = old;
        await RefusedAsync(TufProblem.Rollback, Client(folder));
        Assert.Equal(repository.Target, (await UpdateAsync(Client())).Content.ToArray());
    }

    [Fact]
    public async Task A_timestamp_that_names_an_older_snapshot_is_refused()
    {
        repository.Version = 2;
        repository.Publish();
        var client = Client();
        await UpdateAsync(client);
        var older = repository.Files["1.snapshot.json"];
        repository.Version = 3;
        var timestamp = JsonNode.Parse(repository.TimestampOf(older))!["signed"]!.DeepClone().AsObject();
        timestamp["meta"]!["snapshot.json"]!["version"] = 1;
        repository.Files["timestamp.json"] = TufBuilder.Sign(timestamp, repository.TimestampKey);
        await RefusedAsync(TufProblem.Rollback, client);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(null)]
    public async Task A_snapshot_that_takes_other_metadata_back_is_refused(long? version)
    {
        repository.Version = 2;
        repository.Publish();
        var client = Client();
        await UpdateAsync(client);
        repository.Version = 3;
        repository.Publish();
        var snapshot = JsonNode.Parse(repository.Files["3.snapshot.json"])!["signed"]!.DeepClone().AsObject();
        if (version is null) snapshot["meta"]!.AsObject().Remove("other \"role\".json");
        else snapshot["meta"]!["other \"role\".json"]!["version"] = version;
        repository.Files["3.snapshot.json"] = TufBuilder.Sign(snapshot, repository.SnapshotKey);
        await RefusedAsync(TufProblem.Rollback, client);
    }

    [Fact]
    public async Task A_root_of_another_version_is_refused()
    {
        repository.RootVersion = 3;
        repository.Files["2.root.json"] = repository.RootOf();
        await RefusedAsync(TufProblem.Rollback);
        repository.Files["2.root.json"] = pinned;
        await RefusedAsync(TufProblem.Rollback);
    }

    [Fact]
    public async Task A_frozen_repository_is_noticed_when_its_timestamp_expires()
    {
        var client = Client();
        await UpdateAsync(client);
        time.Advance(repository.TimestampLife - TimeSpan.FromSeconds(1));
        await UpdateAsync(client);
        time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(TufProblem.Expired, client);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Expired_metadata_of_any_role_is_refused(string role)
    {
        repository.TimestampLife = TimeSpan.FromDays(1000);
        repository.Publish();
        time.Advance(repository.Life);
        var (life, now) = (repository.Life, repository.Now);
        void Renew(byte[] targets, byte[] snapshot)
        {
            repository.Files["1.targets.json"] = targets;
            repository.Files["1.snapshot.json"] = snapshot;
            repository.Files["timestamp.json"] = repository.TimestampOf(snapshot);
        }

        repository.Now = time.GetUtcNow();
        var (freshTargets, freshSnapshot) = (repository.TargetsOf(), repository.SnapshotOf(repository.TargetsOf()));
        if (role != "root")
        {
            repository.RootVersion = 2;
            repository.PublishRoot();
        }

        Renew(role == "targets" ? repository.Files["1.targets.json"] : freshTargets, role == "snapshot" ? repository.Files["1.snapshot.json"] : freshSnapshot);
        Assert.Equal((TimeSpan.FromDays(365), TufBuilder.Start), (life, now));
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(Client()));
        Assert.Equal(TufProblem.Expired, e.Problem);
        Assert.Contains($" {role}.json ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_of_two_good_repositories_states_are_not_mixed()
    {
        repository.Version = 2;
        repository.Target = "{\"target\":2}"u8.ToArray();
        repository.Publish();
        repository.Files["2.targets.json"] = repository.Files["1.targets.json"];
        await RefusedAsync(TufProblem.Mismatch);
        repository.Publish();
        repository.Files["2.snapshot.json"] = repository.Files["1.snapshot.json"];
        await RefusedAsync(TufProblem.Mismatch);
    }

    [Fact]
    public async Task A_digest_in_the_metadata_above_counts_when_it_is_there()
    {
        repository.Hashes = true;
        repository.Publish();
        repository.Life += TimeSpan.FromDays(1);
        repository.Files["1.targets.json"] = repository.TargetsOf();

        // Signatures vary in length by a byte or two, and what is longer than the metadata says is not read to its end.
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(Client()));
        Assert.True(e.Problem is TufProblem.Mismatch or TufProblem.TooLarge, e.Message);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_root_needs_the_threshold_of_the_root_before_it(int honest, bool refused)
    {
        var old = repository.RootKeys;
        repository.RootKeys = [new(), new()];
        repository.RootVersion = 2;
        repository.PublishRoot(old[..honest]);
        if (refused) await RefusedAsync(TufProblem.Unsigned);
        else await UpdateAsync(Client());
    }

    [Fact]
    public async Task A_root_needs_its_own_threshold_as_well()
    {
        var old = repository.RootKeys;
        repository.RootKeys = [new(), new(), new()];
        repository.RootVersion = 2;
        var signed = JsonNode.Parse(repository.RootOf())!["signed"]!.DeepClone().AsObject();
        repository.Files["2.root.json"] = TufBuilder.Sign(signed, [.. old, repository.RootKeys[0]]);
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task One_key_under_two_ids_counts_once()
    {
        var key = repository.RootKeys[0];
        var signed = JsonNode.Parse(repository.RootOf())!["signed"]!.DeepClone().AsObject();
        signed["keys"]!["again"] = key.Json;
        signed["roles"]!["root"]!["keyids"] = new JsonArray(key.Id, "again");
        signed["roles"]!["root"]!["threshold"] = 2;
        var root = TufBuilder.Sign(signed, key);
        var envelope = JsonNode.Parse(root)!;
        envelope["signatures"]!.AsArray().Add(new JsonObject { ["keyid"] = "again", ["sig"] = envelope["signatures"]![0]!["sig"]!.GetValue<string>() });
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(new TufClient(Encoding.UTF8.GetBytes(envelope.ToJsonString()), repository, null, time)));
        Assert.Equal(TufProblem.Unsigned, e.Problem);
    }

    [Fact]
    public async Task One_signature_written_twice_is_refused()
    {
        var envelope = JsonNode.Parse(repository.Files["timestamp.json"])!;
        envelope["signatures"]!.AsArray().Add(envelope["signatures"]![0]!.DeepClone());
        repository.Files["timestamp.json"] = Encoding.UTF8.GetBytes(envelope.ToJsonString());
        await RefusedAsync(TufProblem.Malformed);
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Endless_data_is_not_read_to_its_end(string file)
    {
        repository.Files[file] = new byte[6 * 1024 * 1024];
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_target_longer_than_its_metadata_says_is_not_read_to_its_end()
    {
        var path = repository.Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));
        repository.Files[path] = [.. repository.Target, 0];
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task Endless_roots_end()
    {
        for (repository.RootVersion = 2; repository.RootVersion < 260; repository.RootVersion++) repository.PublishRoot();
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_lost_timestamp_key_is_of_no_use_after_it_was_rotated()
    {
        var lost = repository.TimestampKey;
        var client = Client(folder);
        repository.Version = 1_000_000;
        repository.Publish();
        await UpdateAsync(client);

        // The thief went far ahead in versions; the honest repository goes on from where it was.
        (repository.TimestampKey, repository.SnapshotKey, repository.RootVersion, repository.Version) = (new(), new(), 2, 2);
        repository.PublishRoot();
        repository.Publish();
        Assert.Equal(repository.Target, (await UpdateAsync(client)).Content.ToArray());

        repository.Version = 3;
        repository.TimestampKey = lost;
        repository.Publish();
        await RefusedAsync(TufProblem.Unsigned, client);
        await RefusedAsync(TufProblem.Unsigned, Client(folder));
    }

    [Fact]
    public async Task Rotated_roots_are_followed_and_remembered()
    {
        for (var i = 2; i <= 5; i++)
        {
            var old = repository.RootKeys;
            repository.RootKeys = [old[1], old[2], new()];
            repository.RootVersion = i;
            repository.PublishRoot(old);
        }

        await UpdateAsync(Client(folder));
        repository.Asked.Clear();
        await UpdateAsync(Client(folder));
        Assert.Equal(["6.root.json", "timestamp.json"], repository.Asked);
    }

    [Fact]
    public async Task A_cache_that_somebody_wrote_into_is_only_forgotten()
    {
        await UpdateAsync(Client(folder));
        foreach (var file in Directory.GetFiles(folder)) await File.WriteAllTextAsync(file, "{\"signed\":{}}");
        await File.WriteAllBytesAsync(Path.Combine(folder, "2.root.json"), new TufBuilder { RootVersion = 2 }.RootOf());
        Assert.Null(Client(folder).Recall("trusted_root.json"));
        Assert.Equal(repository.Target, (await UpdateAsync(Client(folder))).Content.ToArray());
    }

    [Fact]
    public async Task The_cache_serves_while_the_repository_is_down_and_until_it_expires()
    {
        using (var first = new TufSource(Client(folder), "trusted_root.json", time)) await first.GetAsync(CancellationToken.None);
        repository.IsDown = true;
        using var source = new TufSource(Client(folder), "trusted_root.json", time);
        Assert.Equal(repository.Target, (await source.GetAsync(CancellationToken.None)).Content.ToArray());
        time.Advance(repository.TimestampLife);
        var e = await Assert.ThrowsAsync<TufException>(() => source.GetAsync(CancellationToken.None));
        Assert.Equal(TufProblem.Unreachable, e.Problem);
        repository.IsDown = false;
        repository.Now = time.GetUtcNow();
        repository.Version++;
        repository.Publish();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(repository.Target, (await source.GetAsync(CancellationToken.None)).Content.ToArray());
    }

    [Fact]
    public async Task A_source_asks_once_an_hour_and_for_all_who_wait()
    {
        using var source = new TufSource(Client(), "trusted_root.json", time);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => source.GetAsync(CancellationToken.None)));
        Assert.Single(repository.Asked, f => f == "timestamp.json");
        time.Advance(TimeSpan.FromMinutes(61));
        await source.GetAsync(CancellationToken.None);
        Assert.Equal(2, repository.Asked.Count(f => f == "timestamp.json"));
    }

    [Fact]
    public async Task A_repository_without_a_file_or_target_says_so()
    {
        var e = await Assert.ThrowsAsync<TufException>(() => Client().UpdateAsync("nothing", CancellationToken.None));
        Assert.Equal(TufProblem.NoSuchTarget, e.Problem);
        repository.Files.Remove("timestamp.json");
        await RefusedAsync(TufProblem.Unreachable);
    }

    [Fact]
    public async Task A_folder_is_a_mirror()
    {
        Directory.CreateDirectory(Path.Combine(folder, "targets"));
        foreach (var (path, content) in repository.Files) await File.WriteAllBytesAsync(Path.Combine(folder, path), content);
        var target = await UpdateAsync(new TufClient(pinned, new TufFolder(folder), null, time));
        Assert.Equal(repository.Target, target.Content.ToArray());
    }

    [Fact]
    public void The_pinned_root_is_signed_by_itself() => Assert.Equal(15, TufTrust.Start(PublicGood.PinnedRoot).Root.Version);

    [Fact]
    public void Any_changed_byte_of_metadata_is_refused_or_changes_nothing()
    {
        var good = TufTrust.Start(pinned);
        Prop.ForAll(Gen.Choose(0, pinned.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (at, with) =>
        {
            var bytes = pinned.ToArray();
            bytes[at] ^= (byte)with;
            try
            {
                return TufTrust.Start(bytes).Root.Signed.AsSpan().SequenceEqual(good.Root.Signed);
            }
            catch (TufException)
            {
                return true;
            }
        }).QuickCheckThrowOnFailure();
    }
}
