using System.Globalization;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>Whether a transparency log holds this signature of this signer over this content.</summary>
internal static class LogEntryCheck
{
    public static Refusal? Run(
        Proof proof, LogEntry entry, SignatureMaterial material, SubjectArtifact artifact, Signer signer, TrustedRoot root, EvidenceDemand demand)
    {
        Refusal? first = null;
        foreach (var log in root.Logs)
        {
            if (!log.Id.AsSpan().SequenceEqual(entry.LogId)) continue;
            var refusal = Judge(proof, entry, material, log, demand, out var evidence) ?? EntryBody.Check(entry, material, artifact, signer);
            if (refusal is null)
            {
                proof.Logs.Add(evidence!);
                if (evidence!.IntegratedAt is { } time) proof.Times.Add(time);
                return null;
            }

            first ??= refusal;
        }

        return first;
    }

    private static Refusal? Judge(
        Proof proof, LogEntry entry, SignatureMaterial material, TrustedLog log, EvidenceDemand demand, out LogEvidence? evidence)
    {
        evidence = null;
        var promised = false;
        if (entry.Promise is not null)
        {
            if (Promise(entry, log) is { } why) return Invalid(log, why);
            promised = true;
        }

        var witnesses = 0;
        if (entry.Proof is { } inclusion)
        {
            if (Inclusion(entry, inclusion, log, out var checkpoint) is { } why) return Invalid(log, why);
            if (checkpoint is null && !(promised && material.PromiseSuffices)) return Invalid(log, "has an inclusion proof without a checkpoint");
            witnesses = demand.Witnesses.Count == 0 || checkpoint is null ? 0 : Witness.Count(checkpoint, demand.Witnesses);
        }
        else if (!promised || !material.PromiseSuffices)
        {
            return Invalid(log, "has no inclusion proof");
        }

        if (witnesses < demand.WitnessThreshold)
            return Invalid(log, $"has a checkpoint that {witnesses} of the policy's witnesses cosigned, {demand.WitnessThreshold} demanded");
        var time = promised ? DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime!.Value) : (DateTimeOffset?)null;
        evidence = new LogEvidence(log.BaseUrl, promised ? entry.LogIndex : entry.Proof!.LogIndex, time, witnesses);
        return Window(proof, log, time) is { } outside
            ? Invalid(log, $"is of {Messages.At(outside)}, and the log's key was valid from {log.Validity}") : null;
    }

    // An entry without a promise has no time of its own: it is as old as the timestamps beside it, or taken to be of now.
    private static DateTimeOffset? Window(Proof proof, TrustedLog log, DateTimeOffset? integrated)
    {
        IEnumerable<DateTimeOffset> times = integrated is { } time ? [time]
            : proof.Timestamps.Count > 0 ? proof.Timestamps.Select(t => t.Time) : [proof.Now];
        foreach (var candidate in times)
        {
            if (!log.Validity.Contains(candidate)) return candidate;
        }

        return null;
    }

    private static string? Promise(LogEntry entry, TrustedLog log)
    {
        const long latest = 253402300799;
        if (entry.IntegratedTime is not { } time || time > latest) return "has a promise and no time";
        // RFC 8785's canonical form of what Rekor v1 signs.
        var signed = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"body\":\"{Convert.ToBase64String(entry.Body)}\",\"integratedTime\":{time},\"logID\":\"{Convert.ToHexStringLower(entry.LogId)}\",\"logIndex\":{entry.LogIndex}}}");
        return log.Key.Verify(Encoding.UTF8.GetBytes(signed), entry.Promise, log.Key.Schemes[0])
            ? null : "has a promise that is not signed by that log";
    }

    private static string? Inclusion(LogEntry entry, InclusionProof proof, TrustedLog log, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        // A tiled log has one tree, and so one index.
        if (IsTiled(entry) && entry.LogIndex != proof.LogIndex) return "has two different indexes";
        if (!MerkleTree.Includes(entry.Body, proof)) return "has an inclusion proof that does not lead to its root";
        if (proof.Checkpoint is null) return null;
        try
        {
            checkpoint = Checkpoint.Read(proof.Checkpoint);
        }
        catch (MalformedException e)
        {
            return $"has a malformed checkpoint: {e.Message}";
        }

        if (checkpoint.Size != proof.TreeSize || !checkpoint.RootHash.AsSpan().SequenceEqual(proof.RootHash))
            return "has a checkpoint of another tree than its inclusion proof's";
        return checkpoint.IsSignedBy(log, IsTiled(entry)) ? null : "has a checkpoint that is not signed by that log";
    }

    // Rekor v2 binds a checkpoint to the log's host name. A private Rekor v1 may call itself what it likes.
    private static bool IsTiled(LogEntry entry) => entry.Kind is ("hashedrekord" or "dsse", "0.0.2") || (entry.Promise is null && entry.IntegratedTime is null);

    private static Refusal Invalid(TrustedLog log, string why) => new(RefusalReason.LogEntryInvalid, $"its entry in the log {log.BaseUrl} {why}");
}
