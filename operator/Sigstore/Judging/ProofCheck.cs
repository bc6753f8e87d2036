namespace SegmentOperator.Sigstore;

/// <summary>
/// Log entries and timestamps, and whether there are enough. What is by a log or authority that the root does not know is not
/// counted; what is by one that it knows must be right.
/// </summary>
internal static class ProofCheck
{
    public static Refusal? Run(
        Proof proof, SignatureMaterial material, SubjectArtifact artifact, Signer signer, TrustedRoot root, EvidenceDemand demand)
    {
        // Nobody to judge by: nothing of it can count, and nothing is demanded.
        if (ReferenceEquals(root, TrustedRoot.Nobody)) return null;
        // Whatever could not be read might be by somebody whom the root names.
        if (material.ProofFault is { } fault) return new Refusal(RefusalReason.InvalidSignature, $"what came along to prove it cannot be read: {fault}");
        foreach (var timestamp in material.Timestamps)
        {
            if (TimestampCheck.Run(proof, timestamp, material.Timestamped, root.TimestampAuthorities) is { } refusal) return refusal;
        }

        foreach (var entry in material.LogEntries)
        {
            if (LogEntryCheck.Run(proof, entry, material, artifact, signer, root, demand) is { } refusal) return refusal;
        }

        if (proof.DistinctLogs < demand.LogEntries)
            return new Refusal(RefusalReason.LogEntryMissing, Few("an entry in", "transparency logs", proof.DistinctLogs, demand.LogEntries, material.LogEntries.Count));
        if (proof.DistinctAuthorities < demand.Timestamps)
            return new Refusal(RefusalReason.TimestampMissing, Few("a timestamp by", "timestamp authorities", proof.DistinctAuthorities, demand.Timestamps, material.Timestamps.Count));
        return null;
    }

    private static string Few(string what, string whom, int count, int wanted, int present) =>
        $"it has {what} {count} trusted {whom}, {wanted} demanded"
        + (present > count ? $"; {present - count} more that came along is not by one that the trusted root names" : "");
}
