using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Arbitrary software, mix-and-match, endless data and wrong software, each against an otherwise honest repository.</summary>
public sealed class TufContentTests : TufScene
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_honest_repository_is_read(bool consistent, bool hashes)
    {
        (Repository.Consistent, Repository.Hashes) = (consistent, hashes);
        var root = Repository.PublishRoot();
        Repository.Publish();
        var target = await UpdateAsync(new TufClient(root, Repository, null, Time));
        Assert.Equal(Repository.Target, target.Content.ToArray());
        Assert.Equal(TufBuilder.Start + Repository.TimestampLife, target.Expires);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Arbitrary_metadata_is_refused(string file)
    {
        var stranger = new TufKeyPair();
        var signed = JsonNode.Parse(Repository.Files[file])!["signed"]!.DeepClone().AsObject();
        Repository.Files[file] = TufBuilder.Sign(signed, stranger);
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Theory]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Metadata_that_was_changed_after_it_was_signed_is_refused(string file)
    {
        var text = Encoding.UTF8.GetString(Repository.Files[file]);
        Repository.Files[file] = Encoding.UTF8.GetBytes(text.Replace("2026-", "2036-", StringComparison.Ordinal).Replace("2027-", "2037-", StringComparison.Ordinal));
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task An_arbitrary_target_is_refused()
    {
        var path = Repository.Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));
        Repository.Files[path] = "{\"target\":2}"u8.ToArray();
        await RefusedAsync(TufProblem.Mismatch);
    }

    [Fact]
    public async Task A_key_of_one_role_does_not_sign_for_another()
    {
        (Repository.TimestampKey, Repository.SnapshotKey) = (Repository.SnapshotKey, Repository.TimestampKey);
        Repository.Publish();
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task Metadata_of_another_type_is_refused()
    {
        Repository.TimestampKey = Repository.SnapshotKey = Repository.TargetsKey;
        var root = Repository.PublishRoot();
        Repository.Publish();
        Repository.Files["1.targets.json"] = Repository.Files["1.snapshot.json"];
        await RefusedAsync(TufProblem.Malformed, new TufClient(root, Repository, null, Time));
    }

    [Fact]
    public async Task Parts_of_two_good_repositories_states_are_not_mixed()
    {
        Repository.Version = 2;
        Repository.Target = "{\"target\":2}"u8.ToArray();
        Repository.Publish();
        Repository.Files["2.targets.json"] = Repository.Files["1.targets.json"];
        await RefusedAsync(TufProblem.Mismatch);
        Repository.Publish();
        Repository.Files["2.snapshot.json"] = Repository.Files["1.snapshot.json"];
        await RefusedAsync(TufProblem.Mismatch);
    }

    [Fact]
    public async Task A_digest_in_the_metadata_above_counts_when_it_is_there()
    {
        Repository.Hashes = true;
        Repository.Publish();
        Repository.Life += TimeSpan.FromDays(1);
        Repository.Files["1.targets.json"] = Repository.TargetsOf();

        // Signatures vary in length by a byte or two, and what is longer than the metadata says is not read to its end.
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(Client()));
        Assert.True(e.Problem is TufProblem.Mismatch or TufProblem.TooLarge, e.Message);
    }

    [Theory]
    [InlineData("2.root.json")]
    [InlineData("timestamp.json")]
    [InlineData("1.snapshot.json")]
    [InlineData("1.targets.json")]
    public async Task Endless_data_is_not_read_to_its_end(string file)
    {
        Repository.Files[file] = new byte[6 * 1024 * 1024];
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_target_longer_than_its_metadata_says_is_not_read_to_its_end()
    {
        var path = Repository.Files.Keys.Single(k => k.StartsWith("targets/", StringComparison.Ordinal));
        Repository.Files[path] = [.. Repository.Target, 0];
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_repository_without_a_file_or_target_says_so()
    {
        var e = await Assert.ThrowsAsync<TufException>(() => Client().UpdateAsync("nothing", CancellationToken.None));
        Assert.Equal(TufProblem.NoSuchTarget, e.Problem);
        Repository.Files.Remove("timestamp.json");
        await RefusedAsync(TufProblem.Unreachable);
    }

    [Fact]
    public async Task A_folder_is_a_mirror()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "targets"));
        foreach (var (path, content) in Repository.Files) await File.WriteAllBytesAsync(Path.Combine(Folder, path), content);
        var target = await UpdateAsync(new TufClient(Pinned, new TufFolder(Folder), null, Time));
        Assert.Equal(Repository.Target, target.Content.ToArray());
    }
}
