namespace SegmentOperator.Sigstore;

/// <summary>Who signed, when, and what proves it.</summary>
public sealed record SignerEvidence
{
    /// <summary>
    /// The signer, for a status and for people: <c>key sha256:…</c> over the public key (SubjectPublicKeyInfo, DER), or the
    /// identity in the certificate with its issuer. One signer always has the same text.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>The key that made the signature, by the name that it has as a managed key. Whoever has several names has one key.</summary>
    internal string? Key { get; init; }

    /// <summary>Who authenticated the identity; null for a key and for certificates that do not say.</summary>
    public string? Issuer { get; init; }

    /// <summary>The identity in the certificate; null for a key.</summary>
    public string? Subject { get; init; }

    /// <summary>What Fulcio wrote into the certificate, by its names in lower camel case.</summary>
    public IReadOnlyDictionary<string, string> Extensions { get; init; } = new Dictionary<string, string>();

    /// <summary>The earliest time at which the signature provably existed; null where nothing proves one.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>The transparency log entries that were verified.</summary>
    public IReadOnlyList<LogEvidence> Logs { get; init; } = [];

    /// <summary>The timestamps that were verified.</summary>
    public IReadOnlyList<TimestampEvidence> Timestamps { get; init; } = [];

    /// <summary>How many certificate transparency logs promised the certificate.</summary>
    public int CertificateTimestamps { get; init; }
}

/// <summary>A verified entry of a transparency log.</summary>
/// <param name="Log">Where the log is served.</param>
/// <param name="Index">The entry's index.</param>
/// <param name="IntegratedAt">When the log took it in, where the log promised that.</param>
/// <param name="Witnesses">How many of the demanded witnesses cosigned the log's checkpoint.</param>
public sealed record LogEvidence(string Log, long Index, DateTimeOffset? IntegratedAt, int Witnesses);

/// <summary>A verified timestamp.</summary>
/// <param name="Authority">Who gave it.</param>
/// <param name="Time">When.</param>
public sealed record TimestampEvidence(string Authority, DateTimeOffset Time);
