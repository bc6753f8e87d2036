using System.Security.Cryptography;
using SegmentOperator.Oci;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>One run of the command: reads the files, asks the verifier, and says the answer in a sentence.</summary>
internal sealed record BundleVerification
{
    private const int LargestInput = 16 * 1024 * 1024;
    private const int LargestArtifactInMemory = 256 * 1024 * 1024;
    private const string Authority = "the signer";
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(30);

    public required string Bundle { get; init; }

    public string? Identity { get; init; }

    public string? Issuer { get; init; }

    public string? Key { get; init; }

    public string? TrustedRoot { get; init; }

    public required string Subject { get; init; }

    /// <summary>Where the public-good instance's root comes from when no file is given; null for the instance's own repository.</summary>
    public ITufRepository? PublicGoodRepository { get; init; }

    /// <summary>Where its metadata is kept between runs; null for nowhere.</summary>
    public string? CacheDirectory { get; init; }

    public async Task<int> RunAsync(TextWriter output, TextWriter error, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var authority = await SignerAsync(time, cancellationToken);
            var artifact = Artifact();
            var material = Parsed(Bundle, json => SignatureMaterial.FromBundle(json, Bundle));
            switch (PolicyVerifier.Verify(artifact, material, authority, time.GetUtcNow(), Subject))
            {
                case Verdict.Verified verified:
                    output.WriteLine(Told(verified.Signatures[0].Signer));
                    return ExitCode.Verified;
                case Verdict.Refused refused:
                    error.WriteLine($"Refused ({refused.Reason}): {refused.Message}.");
                    return ExitCode.Refused;
                case Verdict.CouldNotCheck unknown:
                    error.WriteLine($"Could not check: {unknown.Message}.");
                    return ExitCode.CouldNotCheck;
                default:
                    throw new InvalidOperationException("A verdict is one of three.");
            }
        }
        catch (BadInputException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.Refused;
        }
    }

    private string Told(SignerEvidence signer) =>
        $"Verified: {Subject} is signed by {signer.Name}{(signer.SignedAt is { } at ? $" at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}" : "")}.";

    private async Task<Authority> SignerAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        // A key without a file is checked by itself: it never has anybody asked.
        var trust = TrustedRoot is not null ? new TrustState.Known(Parsed(TrustedRoot, json => Sigstore.TrustedRoot.Parse(json)))
            : Key is null ? await PublicGoodAsync(time, cancellationToken) : null;
        try
        {
            if (Key is null)
            {
                var identity = new CertificateIdentity(TextMatch.Exactly(Issuer!), TextMatch.Exactly(Identity!));
                return new KeylessAuthority(Authority, identity, trust!);
            }

            var pem = System.Text.Encoding.UTF8.GetString(Read(Key));
            // Who names an instance wants its log asked; a key alone needs nobody's word.
            return new KeyAuthority(Authority, pem, trust, trust is null ? EvidenceDemand.None : new EvidenceDemand { LogEntries = 1 });
        }
        catch (PolicyException e)
        {
            throw new BadInputException($"{Key ?? "--certificate-identity or --certificate-oidc-issuer"}: {e.Message}.");
        }
    }

    private async Task<TrustState> PublicGoodAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var repository = PublicGoodRepository ?? new TufWeb(http, PublicGood.Address, LongestRead, time);
            using var source = new TufSource(new TufClient(PublicGood.PinnedRoot, repository, CacheDirectory, time), PublicGood.TrustedRootTarget, time);
            return new TrustState.Known(Sigstore.TrustedRoot.Parse((await source.GetAsync(cancellationToken)).Content));
        }
        catch (Exception e) when (e is TufException or MalformedException)
        {
            return new TrustState.Unavailable($"the trusted root of the public-good instance could not be had, and --trusted-root names no file: {e.Message}");
        }
    }

    private SubjectArtifact Artifact()
    {
        if (!File.Exists(Subject) && Subject.Contains(':', StringComparison.Ordinal))
            return Digest.TryParse(Subject, out var digest, out var why) ? new SubjectArtifact(digest) : throw new BadInputException($"{Subject}: there is no such file, and as a digest, {why}.");
        return Opened(Subject, file =>
        {
            if (file.Length > LargestArtifactInMemory)
                return new SubjectArtifact(Digest.Parse($"sha256:{Convert.ToHexStringLower(SHA256.HashData(file))}"));
            using var bytes = new MemoryStream((int)file.Length);
            file.CopyTo(bytes);
            return new SubjectArtifact(bytes.ToArray());
        });
    }

    private static T Parsed<T>(string file, Func<ReadOnlyMemory<byte>, T> parse)
    {
        try
        {
            return parse(Read(file));
        }
        catch (MalformedException e)
        {
            throw new BadInputException($"{file}: {e.Message}.");
        }
    }

    private static byte[] Read(string file) => Opened(file, stream =>
    {
        if (stream.Length > LargestInput) throw new BadInputException($"{file}: it has {stream.Length} bytes, at most {LargestInput} are read.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    });

    private static T Opened<T>(string file, Func<FileStream, T> use)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return use(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new BadInputException($"{file}: it cannot be read: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message.TrimEnd('.'))}.");
        }
    }
}
