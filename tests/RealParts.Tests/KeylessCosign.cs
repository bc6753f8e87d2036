using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>How a real cosign signs without a key of its own.</summary>
public enum KeylessFlavour
{
    /// <summary>cosign 2: a payload under a tag, with certificate, chain and the log's promise as annotations.</summary>
    Two,

    /// <summary>The same, with a timestamp beside it.</summary>
    TwoTimestamped,

    /// <summary>cosign 3 as it comes, with Rekor v1.</summary>
    Three,

    /// <summary>cosign 3 with Rekor v1 and a timestamp.</summary>
    ThreeTimestamped,

    /// <summary>cosign 3 with Rekor v2 and a timestamp.</summary>
    ThreeTiled,
}

/// <summary>A real cosign that signs with certificates of the tests' Sigstore instance, and judges such signatures itself.</summary>
internal sealed class KeylessCosign
{
    private readonly TestFolder folder;
    private readonly SigstoreServer server;
    private readonly KeylessFlavour flavour;

    public KeylessCosign(TestFolder folder, SigstoreServer server, KeylessFlavour flavour)
    {
        (this.folder, this.server, this.flavour) = (folder, server, flavour);
        folder.Write("sigstore/signing.json", SigningConfiguration());
        folder.Write("sigstore/fulcio.pem", server.Instance.Fulcio.Intermediate.ExportCertificatePem() + "\n" + server.Instance.Fulcio.Root.ExportCertificatePem() + "\n");
        folder.Write("sigstore/rekor.pub", Pem(server.Instance.Rekor1.PublicKey));
        folder.Write("sigstore/ct.pub", Pem(server.Instance.CertificateLog.PublicKey));
    }

    private bool IsTwo => flavour is KeylessFlavour.Two or KeylessFlavour.TwoTimestamped;

    private string Program => TestSupport.RealParts.Find(IsTwo ? "cosign2" : "cosign3");

    // cosign 2 is told of the instance's keys by its environment; cosign 3 reads the trusted root.
    private Dictionary<string, string> Environment => new(StringComparer.Ordinal)
    {
        ["SIGSTORE_ROOT_FILE"] = Path.Combine(folder.Path, "sigstore/fulcio.pem"),
        ["SIGSTORE_REKOR_PUBLIC_KEY"] = Path.Combine(folder.Path, "sigstore/rekor.pub"),
        ["SIGSTORE_CT_LOG_PUBLIC_KEY_FILE"] = Path.Combine(folder.Path, "sigstore/ct.pub"),
    };

    public Task SignAsync(ArtifactReference artifact, string? token = null) =>
        Command.RunAsync(Program, ["sign", .. Services(token), artifact.ToString()], folder.Path, Environment);

    /// <summary>Attests.</summary>
    /// <param name="artifact">What is spoken about.</param>
    /// <param name="type">A predicate type, or cosign's short name of one.</param>
    /// <param name="predicate">The predicate's JSON.</param>
    /// <param name="more">More arguments.</param>
    public Task AttestAsync(ArtifactReference artifact, string type, string predicate, params string[] more) =>
        Command.RunAsync(
            Program,
            ["attest", .. Services(null), "--type", type, "--predicate", folder.Write("predicate.json", predicate), .. more, artifact.ToString()],
            folder.Path, Environment);

    /// <summary>cosign's own opinion: its exit code, and what it says.</summary>
    public Task<(int ExitCode, string Output)> VerifyAsync(ArtifactReference artifact, string identity = LeafRequest.Workflow, string issuer = LeafRequest.GitHub) =>
        Command.TryAsync(
            Program,
            [
                "verify", "--allow-http-registry", "--certificate-identity", identity, "--certificate-oidc-issuer", issuer,
                .. IsTwo ? Array.Empty<string>() : ["--trusted-root", server.RootFile],
                .. flavour == KeylessFlavour.ThreeTiled ? ["--use-signed-timestamps"] : Array.Empty<string>(),
                artifact.ToString(),
            ],
            folder.Path, Environment);

    private string[] Services(string? token)
    {
        string[] all = ["--yes", "--allow-http-registry", "--identity-token", folder.Write("sigstore/token", token ?? IdentityToken.Of())];
        return IsTwo
            ? [.. all, "--fulcio-url", server.Fulcio, "--rekor-url", server.Rekor1, .. flavour == KeylessFlavour.Two ? Array.Empty<string>() : ["--timestamp-server-url", server.Timestamps]]
            : [.. all, "--signing-config", "sigstore/signing.json", "--trusted-root", server.RootFile];
    }

    private string SigningConfiguration()
    {
        var (rekor, version) = flavour == KeylessFlavour.ThreeTiled ? (server.Rekor2, 2) : (server.Rekor1, 1);
        var timestamps = flavour == KeylessFlavour.Three ? "[]" : $"[{Service(server.Timestamps, 1)}]";
        return $$"""
            {
              "mediaType": "application/vnd.dev.sigstore.signingconfig.v0.2+json",
              "caUrls": [{{Service(server.Fulcio, 1)}}],
              "rekorTlogUrls": [{{Service(rekor, version)}}],
              "rekorTlogConfig": {"selector": "ANY"},
              "tsaUrls": {{timestamps}},
              "tsaConfig": {"selector": "ANY"}
            }
            """;
    }

    private static string Service(string url, int version) =>
        $$"""{"url": "{{url}}", "majorApiVersion": {{version}}, "validFor": {"start": "2020-01-01T00:00:00Z"}, "operator": "example.com"}""";

    private static string Pem(byte[] key) => System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", key) + "\n";
}
