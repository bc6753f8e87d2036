namespace SegmentOperator.Sigstore;

/// <summary>
/// A signature with everything that came along to prove it: certificate, log entries, timestamps. The signature and what it is over are
/// parsed and whole; of the rest it is known whether it could be read. Nothing about it is trusted yet.
/// </summary>
public sealed class SignatureMaterial
{
    internal SignatureMaterial(SignatureFormat format, string source, SignedContent content, byte[] signature)
    {
        (Format, Source, Content, Signature) = (format, source, content, signature);
        Timestamped = signature;
    }

    /// <summary>How it was attached.</summary>
    public SignatureFormat Format { get; }

    /// <summary>Where it was read: the digest of the manifest that carries it, or a file's name.</summary>
    public string Source { get; }

    /// <summary>The predicate type of an in-toto statement; null where the signature is over something else.</summary>
    public string? PredicateType => (Content as SignedContent.Statement)?.InToto.PredicateType;

    /// <summary>
    /// Whether this signs an artifact: a simple signing payload, or a statement of cosign's signature type. A statement of another
    /// type is an attestation, and a signature over a file's bytes was not made for an artifact in a registry.
    /// </summary>
    public bool IsSignature => Content is SignedContent.SimplePayload or SignedContent.Statement { InToto.IsSignature: true };

    /// <summary>Whether this is an attestation: a statement of another type than a signature's.</summary>
    public bool IsAttestation => Content is SignedContent.Statement { InToto.IsSignature: false };

    internal SignedContent Content { get; }

    internal byte[] Signature { get; }

    /// <summary>The certificates, leaf first, in DER; empty where the signer's key is to be known otherwise.</summary>
    internal IReadOnlyList<byte[]> Certificates { get; init; } = [];

    /// <summary>Why the certificates cannot be used at all; null where they can be looked at, and where there are none.</summary>
    internal string? CertificateFault { get; init; }

    internal IReadOnlyList<LogEntry> LogEntries { get; init; } = [];

    /// <summary>RFC 3161 responses in DER.</summary>
    internal IReadOnlyList<byte[]> Timestamps { get; init; } = [];

    /// <summary>Why the log entries or timestamps cannot be read, so that there may be more than are here; null where they can.</summary>
    internal string? ProofFault { get; init; }

    /// <summary>What the timestamps are over.</summary>
    internal byte[] Timestamped { get; init; }

    /// <summary>Whether a log's signed promise is enough: in cosign's annotations and in bundles v0.1 it is.</summary>
    internal bool PromiseSuffices { get; init; }

    /// <summary>Reads a Sigstore bundle, v0.1 to v0.3.</summary>
    /// <param name="json">The bundle.</param>
    /// <param name="source">Where it was read.</param>
    /// <exception cref="MalformedException">It is none; the message names the field. A certificate, log entry or timestamp that cannot be
    /// read is no reason: whether that matters is the policy's to say.</exception>
    public static SignatureMaterial FromBundle(ReadOnlyMemory<byte> json, string source) => BundleReader.Read(json, source);

    /// <summary>Reads a layer of cosign's <c>sha256-….sig</c> tag.</summary>
    /// <param name="payload">The layer's bytes: a simple signing payload.</param>
    /// <param name="annotations">The layer's annotations, which hold the signature and what proves it.</param>
    /// <param name="source">Where it was read.</param>
    /// <exception cref="MalformedException">It is none; the message names the field.</exception>
    public static SignatureMaterial FromSignatureLayer(
        ReadOnlyMemory<byte> payload, IReadOnlyDictionary<string, string> annotations, string source) =>
        LegacyReader.ReadSignature(payload, annotations, source);

    /// <summary>Reads a layer of cosign's <c>sha256-….att</c> tag.</summary>
    /// <param name="envelope">The layer's bytes: a DSSE envelope.</param>
    /// <param name="annotations">The layer's annotations, which hold what proves the signature.</param>
    /// <param name="source">Where it was read.</param>
    /// <exception cref="MalformedException">It is none; the message names the field.</exception>
    public static SignatureMaterial FromAttestationLayer(
        ReadOnlyMemory<byte> envelope, IReadOnlyDictionary<string, string> annotations, string source) =>
        LegacyReader.ReadAttestation(envelope, annotations, source);

    /// <summary>Whether a media type is that of a bundle that is read here.</summary>
    public static bool IsBundleType(string? mediaType) => BundleReader.VersionOf(mediaType) is not null;
}
