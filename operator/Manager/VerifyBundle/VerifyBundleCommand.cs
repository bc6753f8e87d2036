using System.CommandLine;

namespace SegmentOperator.Manager.VerifyBundle;

/// <summary><c>segment-operator verify-bundle</c>: the client protocol of Sigstore's public conformance suite.</summary>
internal static class VerifyBundleCommand
{
    public static Command Create()
    {
        var bundle = new Option<string>("--bundle") { Description = "The Sigstore bundle (v0.1 to v0.3).", Required = true };
        var identity = new Option<string?>("--certificate-identity") { Description = "Who must have signed: the subject alternative name of the certificate, exactly." };
        var issuer = new Option<string?>("--certificate-oidc-issuer") { Description = "Who must have authenticated the signer, exactly." };
        var key = new Option<string?>("--key") { Description = "The signer's public key, a PEM file." };
        var root = new Option<string?>("--trusted-root") { Description = "The Sigstore instance's trusted_root.json. Without it a certificate is judged by the public-good instance's, and a key's signature needs no log; with it, it must be in the log." };
        var subject = new Argument<string>("FILE_OR_DIGEST") { Description = "The artifact: a file, or sha256: and 64 hexadecimal digits." };
        var command = new Command("verify-bundle", "Verify a file by a Sigstore bundle. Exit code 0: verified. 1: refused, or bad input. 2: usage. 3: could not check.")
        {
            bundle, identity, issuer, key, root, subject,
        };
        command.Validators.Add(result =>
        {
            var byKey = result.GetResult(key) is not null;
            var byCertificate = result.GetResult(identity) is not null || result.GetResult(issuer) is not null;
            if (byKey && byCertificate)
                result.AddError("--key excludes --certificate-identity and --certificate-oidc-issuer: the signer is the one or the other.");
            else if (!byKey && (result.GetResult(identity) is null || result.GetResult(issuer) is null))
                result.AddError("Name the signer: --certificate-identity with --certificate-oidc-issuer, or --key.");
        });
        command.SetAction((result, cancellationToken) => new BundleVerification
        {
            Bundle = result.GetValue(bundle)!,
            Identity = result.GetValue(identity),
            Issuer = result.GetValue(issuer),
            Key = result.GetValue(key),
            TrustedRoot = result.GetValue(root),
            Subject = result.GetValue(subject)!,
            CacheDirectory = OwnCache(),
        }.RunAsync(result.InvocationConfiguration.Output, result.InvocationConfiguration.Error, TimeProvider.System, cancellationToken));
        return command;
    }

    private static string? OwnCache()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length == 0 ? null : Path.Combine(home, ".cache", "segment-operator", "public-good");
    }
}
