namespace SegmentOperator.Sigstore;

/// <summary>Whether certificate transparency logs promised a certificate.</summary>
internal static class CertificateTimestampCheck
{
    public static Refusal? Run(Certificate leaf, Certificate issuer, IReadOnlyList<TrustedLog> logs, int wanted, out int promised)
    {
        promised = 0;
        if (logs.Count == 0 && wanted == 0) return null;
        var timestamps = CertificateTimestamp.Of(leaf);
        var counted = new HashSet<string>(StringComparer.Ordinal);
        byte[]? body = null;
        foreach (var timestamp in timestamps)
        {
            var known = logs.Where(log => log.Id.AsSpan().SequenceEqual(timestamp.LogId.Span)).ToArray();
            if (known.Length == 0) continue;
            var signed = Precertificate.Signed(timestamp, body ??= Precertificate.Body(leaf), issuer);
            if (known.Select(log => Fault(timestamp, log, signed)).ToArray() is var faults && faults.All(f => f is not null))
                return new Refusal(RefusalReason.CertificateNotLogged, $"its certificate's timestamp by the log {known[0].BaseUrl} {faults[0]}");
            counted.Add(Convert.ToHexString(timestamp.LogId.Span));
        }

        promised = counted.Count;
        return promised >= wanted ? null
            : new Refusal(RefusalReason.CertificateNotLogged, $"its certificate has timestamps of {promised} certificate transparency logs that are trusted, {wanted} demanded");
    }

    private static string? Fault(CertificateTimestamp timestamp, TrustedLog log, byte[] signed) =>
        timestamp.Algorithm is not { } algorithm || algorithm.Key != log.Key.Algorithm ? "is by an algorithm that is not that log's"
        : !log.Validity.Contains(timestamp.Time) ? $"is of {Messages.At(timestamp.Time)}, and the log's key was valid from {log.Validity}"
        : !log.Promised(signed, timestamp.Signature, algorithm.Scheme) ? "is not signed by that log, or is for another certificate"
        : null;
}
