namespace SegmentOperator.Sigstore;

/// <summary>How much must prove a signature, beside the signature itself. Each counts different logs or authorities.</summary>
public sealed record EvidenceDemand
{
    /// <summary>What a certificate of minutes needs: one log entry and one certificate timestamp, and some verified time.</summary>
    public static EvidenceDemand Keyless { get; } = new() { LogEntries = 1, CertificateTimestamps = 1 };

    /// <summary>What a managed key needs: nothing.</summary>
    public static EvidenceDemand None { get; } = new();

    /// <summary>Transparency logs that hold the signature.</summary>
    public int LogEntries { get; init; }

    /// <summary>Timestamp authorities that saw the signature.</summary>
    public int Timestamps { get; init; }

    /// <summary>Certificate transparency logs that promised the certificate.</summary>
    public int CertificateTimestamps { get; init; }

    /// <summary>Who may have cosigned a log's checkpoint.</summary>
    public IReadOnlyList<Witness> Witnesses { get; init; } = [];

    /// <summary>How many of <see cref="Witnesses"/> must have cosigned each checkpoint that counts.</summary>
    public int WitnessThreshold { get; init; }

    internal bool NeedsRoot => LogEntries > 0 || Timestamps > 0 || CertificateTimestamps > 0;

    internal string Canonical =>
        $"logs {LogEntries} timestamps {Timestamps} certificates {CertificateTimestamps} witnesses {WitnessThreshold} "
        + string.Join(' ', Witnesses.Select(w => $"{w.Canonical} {w.Name.Length}:{w.Name}"));
}
