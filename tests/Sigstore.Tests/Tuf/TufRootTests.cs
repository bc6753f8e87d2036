using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Roots: their thresholds, their rotation, and what follows for keys that were lost.</summary>
public sealed class TufRootTests : TufScene
{
    [Fact]
    public async Task A_root_of_another_version_is_refused()
    {
        Repository.RootVersion = 3;
        Repository.Files["2.root.json"] = Repository.RootOf();
        await RefusedAsync(TufProblem.Rollback);
        Repository.Files["2.root.json"] = Pinned;
        await RefusedAsync(TufProblem.Rollback);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_root_needs_the_threshold_of_the_root_before_it(int honest, bool refused)
    {
        var old = Repository.RootKeys;
        Repository.RootKeys = [new(), new()];
        Repository.RootVersion = 2;
        Repository.PublishRoot(old[..honest]);
        if (refused) await RefusedAsync(TufProblem.Unsigned);
        else await UpdateAsync(Client());
    }

    [Fact]
    public async Task A_root_needs_its_own_threshold_as_well()
    {
        var old = Repository.RootKeys;
        Repository.RootKeys = [new(), new(), new()];
        Repository.RootVersion = 2;
        var signed = JsonNode.Parse(Repository.RootOf())!["signed"]!.DeepClone().AsObject();
        Repository.Files["2.root.json"] = TufBuilder.Sign(signed, [.. old, Repository.RootKeys[0]]);
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task One_key_under_two_ids_counts_once()
    {
        var key = Repository.RootKeys[0];
        var signed = JsonNode.Parse(Repository.RootOf())!["signed"]!.DeepClone().AsObject();
        signed["keys"]!["again"] = key.Json;
        signed["roles"]!["root"]!["keyids"] = new JsonArray(key.Id, "again");
        signed["roles"]!["root"]!["threshold"] = 2;
        var root = TufBuilder.Sign(signed, key);
        var envelope = JsonNode.Parse(root)!;
        envelope["signatures"]!.AsArray().Add(new JsonObject { ["keyid"] = "again", ["sig"] = envelope["signatures"]![0]!["sig"]!.GetValue<string>() });
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(new TufClient(Encoding.UTF8.GetBytes(envelope.ToJsonString()), Repository, null, Time)));
        Assert.Equal(TufProblem.Unsigned, e.Problem);
    }

    [Fact]
    public async Task One_signature_written_twice_is_refused()
    {
        var envelope = JsonNode.Parse(Repository.Files["timestamp.json"])!;
        envelope["signatures"]!.AsArray().Add(envelope["signatures"]![0]!.DeepClone());
        Repository.Files["timestamp.json"] = Encoding.UTF8.GetBytes(envelope.ToJsonString());
        await RefusedAsync(TufProblem.Malformed);
    }

    [Fact]
    public async Task Endless_roots_end()
    {
        for (Repository.RootVersion = 2; Repository.RootVersion < 260; Repository.RootVersion++) Repository.PublishRoot();
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_lost_timestamp_key_is_of_no_use_after_it_was_rotated()
    {
        var lost = Repository.TimestampKey;
        var client = Client(Folder);
        Repository.Version = 1_000_000;
        Repository.Publish();
        await UpdateAsync(client);

        // The thief went far ahead in versions; the honest Repository goes on from where it was.
        (Repository.TimestampKey, Repository.SnapshotKey, Repository.RootVersion, Repository.Version) = (new(), new(), 2, 2);
        Repository.PublishRoot();
        Repository.Publish();
        Assert.Equal(Repository.Target, (await UpdateAsync(client)).Content.ToArray());

        Repository.Version = 3;
        Repository.TimestampKey = lost;
        Repository.Publish();
        await RefusedAsync(TufProblem.Unsigned, client);
        await RefusedAsync(TufProblem.Unsigned, Client(Folder));
    }

    [Fact]
    public async Task Rotated_roots_are_followed_and_remembered()
    {
        for (var i = 2; i <= 5; i++)
        {
            var old = Repository.RootKeys;
            Repository.RootKeys = [old[1], old[2], new()];
            Repository.RootVersion = i;
            Repository.PublishRoot(old);
        }

        await UpdateAsync(Client(Folder));
        Repository.Asked.Clear();
        await UpdateAsync(Client(Folder));
        Assert.Equal(["6.root.json", "timestamp.json"], Repository.Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_root_to_begin_with_is_no_harm_if_the_newest_has_not_expired(bool renewed)
    {
        Time.Advance(Repository.Life + TimeSpan.FromDays(1));
        for (var i = 2; i <= 4; i++)
        {
            // Only the last one is new; those between have expired as well.
            if (i == 4 && renewed) Repository.Now = Time.GetUtcNow();
            var old = Repository.RootKeys;
            Repository.RootKeys = [old[1], old[2], new()];
            Repository.RootVersion = i;
            Repository.PublishRoot(old);
        }

        Repository.Now = Time.GetUtcNow();
        Repository.Publish();
        if (renewed) Assert.Equal(Repository.Target, (await UpdateAsync(Client())).Content.ToArray());
        else await RefusedAsync(TufProblem.Expired);
    }

    [Fact]
    public void The_pinned_root_is_signed_by_itself() => Assert.Equal(15, TufTrust.Start(PublicGood.PinnedRoot).Root.Version);

    [Fact]
    public void Any_changed_byte_of_metadata_is_refused_or_changes_nothing()
    {
        var good = TufTrust.Start(Pinned);
        Prop.ForAll(Gen.Choose(0, Pinned.Length - 1).ToArbitrary(), Gen.Choose(1, 255).ToArbitrary(), (at, with) =>
        {
            var bytes = Pinned.ToArray();
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
