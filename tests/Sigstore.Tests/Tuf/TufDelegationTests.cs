using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Roles that targets metadata delegates to (TUF specification 1.0, 5.6.7).</summary>
public sealed class TufDelegationTests : TufScene
{
    private static readonly string TargetHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("trusted_root.json")));

    private void Delegate(params TufDelegatedRole[] roles)
    {
        Repository.Delegated.AddRange(roles);
        Repository.Version = 2;
        Repository.Publish();
    }

    private async Task FoundAsync(string? cache = null) => Assert.Equal(Repository.Target, (await UpdateAsync(Client(cache))).Content.ToArray());

    [Theory]
    [InlineData("*")]
    [InlineData("trusted_*.json")]
    [InlineData("trusted?root.json")]
    [InlineData("trusted_root.json")]
    public async Task A_target_is_found_in_a_role_whose_paths_cover_it(string pattern)
    {
        Delegate(new TufDelegatedRole("a role/with a slash") { Paths = ["nothing", pattern], HasTarget = true });
        await FoundAsync();
    }

    [Theory]
    [InlineData("*/trusted_root.json")]
    [InlineData("*.yaml")]
    [InlineData("TRUSTED_ROOT.json")]
    [InlineData("[t]rusted_root.json")]
    public async Task A_role_does_not_speak_of_targets_that_its_paths_do_not_cover(string pattern)
    {
        Delegate(new TufDelegatedRole("role") { Paths = [pattern], HasTarget = true });
        await RefusedAsync(TufProblem.NoSuchTarget);
        Assert.DoesNotContain("2.role.json", Repository.Asked);
    }

    [Fact]
    public async Task Hash_prefixes_cover_targets()
    {
        Delegate(
            new TufDelegatedRole("other") { HashPrefixes = [TargetHash[0] == '0' ? "1" : "0"], HasTarget = true },
            new TufDelegatedRole("role") { HashPrefixes = [TargetHash[..3]], HasTarget = true });
        await FoundAsync();
        Assert.DoesNotContain("2.other.json", Repository.Asked);
    }

    [Fact]
    public async Task Roles_are_asked_in_order_and_depth_first()
    {
        var nested = new TufDelegatedRole("nested") { HasTarget = true };
        Delegate(new TufDelegatedRole("first") { Nested = nested }, nested, new TufDelegatedRole("second") { HasTarget = true });
        await FoundAsync();
        Assert.Equal(["2.first.json", "2.nested.json"], Repository.Asked.Where(f => f.Contains("first", StringComparison.Ordinal) || f.Contains("nested", StringComparison.Ordinal) || f.Contains("second", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_is_asked_after_a_terminating_role(bool terminating)
    {
        Delegate(new TufDelegatedRole("first") { Terminating = terminating }, new TufDelegatedRole("second") { HasTarget = true });
        if (terminating) await RefusedAsync(TufProblem.NoSuchTarget);
        else await FoundAsync();
    }

    [Fact]
    public async Task Roles_without_end_end()
    {
        Delegate([.. Enumerable.Range(0, 40).Select(i => new TufDelegatedRole($"role{i}") { HasTarget = i == 39 })]);
        await RefusedAsync(TufProblem.NoSuchTarget);
        Assert.Equal(32, Repository.Asked.Count(f => f.StartsWith("2.role", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_must_be_signed_by_the_keys_that_the_delegation_names()
    {
        Delegate(new TufDelegatedRole("role") { HasTarget = true, Signer = Repository.TargetsKey });
        await RefusedAsync(TufProblem.Unsigned);
    }

    [Fact]
    public async Task A_role_that_expired_is_refused_and_no_target_outlives_its_role()
    {
        var expires = TufBuilder.Start + TimeSpan.FromDays(2);
        Delegate(new TufDelegatedRole("role") { HasTarget = true, Expires = expires });
        Assert.Equal(expires, (await UpdateAsync(Client())).Expires);
        Time.Advance(TimeSpan.FromDays(2));
        await RefusedAsync(TufProblem.Expired);
    }

    [Fact]
    public async Task A_role_of_another_version_than_the_snapshot_names_is_refused()
    {
        Delegate(new TufDelegatedRole("role") { HasTarget = true });
        var old = Repository.Files["2.role.json"];
        Repository.Version = 3;
        Repository.Publish();
        Repository.Files["3.role.json"] = old;
        await RefusedAsync(TufProblem.Mismatch);
    }

    [Fact]
    public async Task Endless_data_of_a_role_is_not_read_to_its_end()
    {
        Delegate(new TufDelegatedRole("role") { HasTarget = true });
        Repository.Files["2.role.json"] = new byte[6 * 1024 * 1024];
        await RefusedAsync(TufProblem.TooLarge);
    }

    [Fact]
    public async Task A_role_is_kept_and_serves_while_the_repository_is_down()
    {
        Delegate(new TufDelegatedRole("role") { HasTarget = true });
        await FoundAsync(Folder);
        Repository.Asked.Clear();
        await FoundAsync(Folder);
        Assert.Equal(["2.root.json", "timestamp.json"], Repository.Asked);
        Assert.Equal(Repository.Target, Client(Folder).Recall("trusted_root.json")!.Content.ToArray());
    }

    [Theory]
    [InlineData("root")]
    [InlineData("timestamp")]
    [InlineData("targets")]
    public async Task A_role_does_not_bear_the_name_of_a_top_level_role(string name)
    {
        Repository.Delegated.Add(new TufDelegatedRole(name) { HasTarget = true });
        Repository.Version = 2;
        Repository.Files["2.targets.json"] = Repository.TargetsOf();
        Repository.Files["2.snapshot.json"] = Repository.SnapshotOf(Repository.Files["2.targets.json"]);
        Repository.Files["timestamp.json"] = Repository.TimestampOf(Repository.Files["2.snapshot.json"]);
        await RefusedAsync(TufProblem.Malformed);
    }
}
