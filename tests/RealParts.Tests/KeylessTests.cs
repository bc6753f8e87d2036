using System.Text.Json.Nodes;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.RealParts.Tests;

/// <summary>
/// The tests' own Sigstore instance, judged by real cosign: what it makes is what a real instance makes, so what is refused of it is refused for
/// its own reason.
/// </summary>
[Trait("Category", "RealParts")]
public sealed class KeylessTests : IDisposable
{
    private static readonly DateTimeOffset Signed = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Content = "the artifact"u8.ToArray();
    private readonly TestFolder folder = new();
    private readonly SigstoreInstance instance = new(Signed.AddMonths(-1), TimeSpan.FromDays(3650));

    public void Dispose()
    {
        instance.Dispose();
        folder.Dispose();
    }

    [RealPartsTheory]
    [InlineData(LogKind.Rekor1)]
    [InlineData(LogKind.Rekor2)]
    public async Task Cosign_and_we_agree_about_a_file(LogKind log)
    {
        var good = instance.SignMessage(Content, new SignRequest { Time = Signed, Log = log, Timestamp = true });
        var other = instance.SignMessage("another artifact"u8.ToArray(), new SignRequest { Time = Signed, Log = log, Timestamp = true });
        await AgreeAsync("verify-blob", good, verified: true);
        foreach (var part in new[] { "messageSignature", "verificationMaterial" })
        {
            var mixed = good.DeepClone();
            mixed[part] = other[part]!.DeepClone();
            await AgreeAsync("verify-blob", mixed, verified: false);
        }

        // A wrong timestamp beside a log's promise is let through by cosign, and by us not (decision 0011).
        foreach (var part in log == LogKind.Rekor2 ? ["tlogEntries", "certificate", "timestampVerificationData"] : new[] { "tlogEntries", "certificate" })
        {
            var mixed = good.DeepClone();
            mixed["verificationMaterial"]![part] = other["verificationMaterial"]![part]!.DeepClone();
            await AgreeAsync("verify-blob", mixed, verified: false);
        }
    }

    // cosign 3 no longer reads dsse 0.0.2; statements are in Rekor v2 as hashedrekord.
    [RealPartsTheory]
    [InlineData(LogKind.Rekor1, "dsse")]
    [InlineData(LogKind.Rekor2, "hashedrekord")]
    public async Task Cosign_and_we_agree_about_a_statement(LogKind log, string entry)
    {
        var statement = CosignSigner.Statement(Oci.Digest.Compute(Content), "https://example.com/scan/v1");
        var good = instance.SignStatement(statement, new SignRequest { Time = Signed, Log = log, Entry = entry, Timestamp = true });
        await AgreeAsync("verify-blob-attestation", good, verified: true);
        var late = instance.SignStatement(statement, new SignRequest
        {
            Time = Signed,
            Log = log,
            Entry = entry,
            Timestamp = true,
            Leaf = new LeafRequest { NotBefore = Signed.AddMinutes(-11) },
        });
        await AgreeAsync("verify-blob-attestation", late, verified: false);
    }

    private async Task AgreeAsync(string command, JsonNode bundle, bool verified)
    {
        var root = folder.Write("root.json", instance.TrustedRoot().ToJsonString());
        var file = folder.Write("bundle.json", bundle.ToJsonString());
        var artifact = folder.Write("artifact", System.Text.Encoding.UTF8.GetString(Content));
        string[] type = command == "verify-blob" ? [] : ["--new-bundle-format", "--type", "https://example.com/scan/v1"];
        var (exit, output) = await Command.TryAsync(
            TestSupport.RealParts.Find("cosign3"),
            [
                command, "--bundle", file, "--trusted-root", root, "--certificate-identity", LeafRequest.Workflow,
                "--certificate-oidc-issuer", LeafRequest.GitHub, .. type, artifact,
            ],
            folder.Path);
        Assert.True(verified == (exit == 0), output);
        var authority = new KeylessAuthority(
            "ci", new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(LeafRequest.Workflow)),
            new TrustState.Known(TrustedRoot.Parse(await File.ReadAllBytesAsync(root))));
        var verdict = PolicyVerifier.Verify(
            new SubjectArtifact(Content), SignatureMaterial.FromBundle(await File.ReadAllBytesAsync(file), "bundle"), authority, Signed);
        Assert.Equal(verified, verdict is Verdict.Verified);
    }
}
