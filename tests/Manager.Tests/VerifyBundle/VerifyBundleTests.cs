using System.Text.Json.Nodes;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>What the command says, and with which exit code.</summary>
public sealed class VerifyBundleTests : IDisposable
{
    private const string Identity = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";
    private const string Issuer = "https://token.actions.githubusercontent.com";
    private readonly string folder = Directory.CreateTempSubdirectory("verify-bundle-").FullName;
    private readonly string artifact = Path.Combine(Suite.Folder, "a.txt");
    private readonly string root = Path.Combine(Suite.Folder, "production_trusted_root.json");
    private readonly string bundle = Path.Combine(Suite.Folder, "bundle-verify", "happy-path-v0.3", "bundle.sigstore.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_good_bundle_is_verified_and_its_signer_named()
    {
        var (exit, said) = CommandRun.Of("verify-bundle", "--bundle", bundle, "--certificate-identity", Identity, "--certificate-oidc-issuer", Issuer, "--trusted-root", root, artifact);
        Assert.Equal(0, exit);
        Assert.Contains(Identity, said, StringComparison.Ordinal);
        Assert.Contains("2024-03-19T17:26:26Z", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify-bundle")]
    [InlineData("verify-bundle", "--bundle", "b", "a.txt")]
    [InlineData("verify-bundle", "--bundle", "b", "--certificate-identity", "i", "a.txt")]
    [InlineData("verify-bundle", "--bundle", "b", "--key", "k", "--certificate-identity", "i", "--certificate-oidc-issuer", "u", "a.txt")]
    [InlineData("verify-bundle", "--bundle", "b", "--key", "k")]
    [InlineData("verify-bundle", "--bundle", "b", "--key", "k", "--unknown", "a.txt")]
    public void Usage_errors_exit_with_2(params string[] arguments) => Assert.Equal(2, CommandRun.Of(arguments).ExitCode);

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var missing = Path.Combine(folder, "nothing.json");
        var (exit, said) = Run(missing, root, artifact);
        Assert.Equal(1, exit);
        Assert.Contains(missing, said, StringComparison.Ordinal);
        Assert.Contains("no such file", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_field_is_named_with_its_file()
    {
        var bad = Path.Combine(folder, "bad.json");
        var json = JsonNode.Parse(File.ReadAllText(bundle))!;
        json["verificationMaterial"]!["tlogEntries"]![0]!["logIndex"] = "-1";
        File.WriteAllText(bad, json.ToJsonString());
        var (exit, said) = Run(bad, root, artifact);
        Assert.Equal(1, exit);
        Assert.Contains($"in {bad}, verificationMaterial.tlogEntries[0].logIndex is not an integer", said, StringComparison.Ordinal);
        json["mediaType"] = 7;
        File.WriteAllText(bad, json.ToJsonString());
        (exit, said) = Run(bad, root, artifact);
        Assert.Equal(1, exit);
        Assert.StartsWith($"{bad}: mediaType is not a text", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_trusted_root_is_named_and_not_the_bundle()
    {
        var bad = Path.Combine(folder, "root.json");
        File.WriteAllText(bad, "{}");
        var (exit, said) = Run(bundle, bad, artifact);
        Assert.Equal(1, exit);
        Assert.Contains($"{bad}: mediaType is missing", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:abc")]
    [InlineData("md5:00000000000000000000000000000000")]
    public void A_digest_that_is_none_is_said(string digest)
    {
        var (exit, said) = Run(bundle, root, digest);
        Assert.Equal(1, exit);
        Assert.Contains(digest, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_key_is_named_with_its_file()
    {
        var bad = Path.Combine(folder, "cosign.pub");
        File.WriteAllText(bad, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        var (exit, said) = CommandRun.Of("verify-bundle", "--bundle", bundle, "--key", bad, artifact);
        Assert.Equal(1, exit);
        Assert.Contains(bad, said, StringComparison.Ordinal);
        Assert.Contains("private key", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_that_is_not_to_be_had_is_could_not_check_and_a_key_never_asks_for_it()
    {
        var nowhere = new TufFolder(Path.Combine(folder, "nowhere"));
        using var said = new StringWriter();
        var run = new BundleVerification { Bundle = bundle, Identity = Identity, Issuer = Issuer, Subject = artifact, PublicGoodRepository = nowhere };
        Assert.Equal(3, await run.RunAsync(said, said, TimeProvider.System, CancellationToken.None));
        Assert.Contains("--trusted-root", said.ToString(), StringComparison.Ordinal);
        var managed = Path.Combine(Suite.Folder, "bundle-verify", "managed-key-happy-path");
        var byKey = new BundleVerification
        {
            Bundle = Path.Combine(managed, "bundle.sigstore.json"),
            Key = Path.Combine(managed, "key.pub"),
            Subject = artifact,
            PublicGoodRepository = nowhere,
        };
        Assert.Equal(0, await byKey.RunAsync(said, said, TimeProvider.System, CancellationToken.None));
    }

    private static (int, string) Run(string bundle, string root, string artifact) => CommandRun.Of(
        "verify-bundle", "--bundle", bundle, "--certificate-identity", Identity, "--certificate-oidc-issuer", Issuer, "--trusted-root", root, artifact);
}
