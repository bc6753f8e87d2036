using SegmentOperator.Oci;

namespace SegmentOperator.RealParts.Tests;

/// <summary>What of cosign signs.</summary>
public enum CosignFlavour
{
    /// <summary>cosign 2: a payload under a tag.</summary>
    Two,

    /// <summary>cosign 3 in its old format: a payload under a tag.</summary>
    ThreeTag,

    /// <summary>cosign 3 as it comes: a bundle.</summary>
    ThreeBundle,
}

/// <summary>A real cosign with a key pair of its own. Nothing it does here needs the network: no log, no TUF.</summary>
internal sealed class Cosign
{
    private readonly TestFolder folder;
    private readonly string name;
    private readonly bool isThree;
    private readonly bool bundles;

    private Cosign(TestFolder folder, CosignFlavour flavour, string name)
    {
        (this.folder, this.name) = (folder, name);
        isThree = flavour != CosignFlavour.Two;
        bundles = flavour == CosignFlavour.ThreeBundle;
        folder.Write("signing-config.json", """{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json","rekorTlogConfig":{},"tsaConfig":{}}""");
        folder.Write("trusted-root.json", """{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}""");
    }

    public string PublicKey => folder.Read(name + ".pub");

    private string Program => TestSupport.RealParts.Find(isThree ? "cosign3" : "cosign2");

    private static Dictionary<string, string> Environment => new(StringComparer.Ordinal) { ["COSIGN_PASSWORD"] = "none" };

    /// <summary>cosign with a new key pair.</summary>
    public static async Task<Cosign> CreateAsync(TestFolder folder, CosignFlavour flavour, string name = "cosign")
    {
        var cosign = new Cosign(folder, flavour, name);
        await Command.RunAsync(cosign.Program, ["generate-key-pair", "--output-key-prefix", name], folder.Path, Environment);
        return cosign;
    }

    public Task SignAsync(ArtifactReference artifact, X509Authority? authority = null) =>
        Command.RunAsync(Program, ["sign", .. Quiet(), "--yes", "--key", name + ".key", .. Access(authority), artifact.ToString()], folder.Path, Environment);

    public Task AttestAsync(ArtifactReference artifact)
    {
        var predicate = folder.Write("predicate.json", """{"scanner":"none","findings":[]}""");
        return Command.RunAsync(
            Program,
            [
                "attest", .. Quiet(), "--yes", "--key", name + ".key", "--type", "https://example.com/scan/v1", "--predicate", predicate,
                .. Access(null), artifact.ToString(),
            ],
            folder.Path, Environment);
    }

    /// <summary>Signs with a key of an own authority, and attaches its certificate.</summary>
    public async Task SignWithCertificateAsync(ArtifactReference artifact, string key, string certificate, string chain)
    {
        // Debian's cosign 2 takes no ECDSA key in; the file that cosign 3 makes of it is the same.
        if (bundles) folder.Write("trusted-root.json", RootWith(chain));
        await Command.RunAsync(TestSupport.RealParts.Find("cosign3"), ["import-key-pair", "--key", key, "--output-key-prefix", key, "--yes"], folder.Path, Environment);
        await Command.RunAsync(
            Program,
            ["sign", .. Quiet(), "--yes", "--key", key + ".key", "--certificate", certificate, "--certificate-chain", chain, .. Access(null), artifact.ToString()],
            folder.Path, Environment);
    }

    /// <summary>Verifies what somebody else signed with the key in this PEM.</summary>
    public Task VerifyAsync(ArtifactReference artifact, string publicKeyPem) =>
        Command.RunAsync(
            Program,
            [
                "verify", "--key", folder.Write("other.pub", publicKeyPem), "--insecure-ignore-tlog=true", .. Access(null),
                .. isThree ? new[] { "--trusted-root", "trusted-root.json" } : [], artifact.ToString(),
            ],
            folder.Path, Environment);

    // cosign 3 makes no bundle with a certificate that it does not trust itself.
    private string RootWith(string chain)
    {
        var root = Convert.ToBase64String(System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(folder.Read(chain)).RawData);
        return $$"""
            {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "certificateAuthorities": [{"subject": {"commonName": "own"},
              "uri": "https://ca.example.com", "certChain": {"certificates": [{"rawBytes": "{{root}}"}]}, "validFor": {"start": "2020-01-01T00:00:00Z"} }]}
            """;
    }

    private string[] Quiet() => (isThree, bundles) switch
    {
        (true, true) => ["--signing-config", "signing-config.json", "--trusted-root", "trusted-root.json"],
        (true, false) => ["--use-signing-config=false", "--new-bundle-format=false", "--tlog-upload=false"],
        _ => ["--tlog-upload=false"],
    };

    private static string[] Access(X509Authority? authority) =>
        authority is null ? ["--allow-http-registry"] : ["--registry-cacert", authority.File];
}

/// <summary>A file with a certificate authority.</summary>
internal sealed record X509Authority(string File);
