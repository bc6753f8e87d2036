using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Roll-back, freeze and expiry.</summary>
public sealed class TufFreshnessTests : TufScene
{
    [Fact]
    public async Task A_rolled_back_timestamp_is_refused_even_after_a_restart()
    {
        var old = Repository.Files["timestamp.json"];
        Repository.Version = 2;
        Repository.Publish();
        await UpdateAsync(Client(Folder));
        Repository.Files["timestamp.json"] = old;
        await RefusedAsync(TufProblem.Rollback, Client(Folder));
        Assert.Equal(Repository.Target, (await UpdateAsync(Client())).Content.ToArray());
    }

    [Fact]
    public async Task A_timestamp_that_names_an_older_snapshot_is_refused()
    {
        Repository.Version = 2;
        Repository.Publish();
        var client = Client();
        await UpdateAsync(client);
        var older = Repository.Files["1.snapshot.json"];
        Repository.Version = 3;
        var timestamp = JsonNode.Parse(Repository.TimestampOf(older))!["signed"]!.DeepClone().AsObject();
        timestamp["meta"]!["snapshot.json"]!["version"] = 1;
        Repository.Files["timestamp.json"] = TufBuilder.Sign(timestamp, Repository.TimestampKey);
        await RefusedAsync(TufProblem.Rollback, client);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(null)]
    public async Task A_snapshot_that_takes_other_metadata_back_is_refused(long? version)
    {
        Repository.Version = 2;
        Repository.Publish();
        var client = Client();
        await UpdateAsync(client);
        Repository.Version = 3;
        Repository.Publish();
        var snapshot = JsonNode.Parse(Repository.Files["3.snapshot.json"])!["signed"]!.DeepClone().AsObject();
        if (version is null) snapshot["meta"]!.AsObject().Remove("other \"role\".json");
        else snapshot["meta"]!["other \"role\".json"]!["version"] = version;
        Repository.Files["3.snapshot.json"] = TufBuilder.Sign(snapshot, Repository.SnapshotKey);
        await RefusedAsync(TufProblem.Rollback, client);
    }

    [Fact]
    public async Task A_frozen_repository_is_noticed_when_its_timestamp_expires()
    {
        var client = Client();
        await UpdateAsync(client);
        Time.Advance(Repository.TimestampLife - TimeSpan.FromSeconds(1));
        await UpdateAsync(client);
        Time.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(TufProblem.Expired, client);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task Expired_metadata_of_any_role_is_refused(string role)
    {
        Repository.TimestampLife = TimeSpan.FromDays(1000);
        Repository.Publish();
        Time.Advance(Repository.Life);
        var (life, now) = (Repository.Life, Repository.Now);
        void Renew(byte[] targets, byte[] snapshot)
        {
            Repository.Files["1.targets.json"] = targets;
            Repository.Files["1.snapshot.json"] = snapshot;
            Repository.Files["timestamp.json"] = Repository.TimestampOf(snapshot);
        }

        Repository.Now = Time.GetUtcNow();
        var (freshTargets, freshSnapshot) = (Repository.TargetsOf(), Repository.SnapshotOf(Repository.TargetsOf()));
        if (role != "root")
        {
            Repository.RootVersion = 2;
            Repository.PublishRoot();
        }

        Renew(role == "targets" ? Repository.Files["1.targets.json"] : freshTargets, role == "snapshot" ? Repository.Files["1.snapshot.json"] : freshSnapshot);
        Assert.Equal((TimeSpan.FromDays(365), TufBuilder.Start), (life, now));
        var e = await Assert.ThrowsAsync<TufException>(() => UpdateAsync(Client()));
        Assert.Equal(TufProblem.Expired, e.Problem);
        Assert.Contains($" {role}.json ", e.Message, StringComparison.Ordinal);
    }
}
