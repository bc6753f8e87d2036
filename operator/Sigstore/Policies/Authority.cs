namespace SegmentOperator.Sigstore;

/// <summary>
/// Somebody whose signature counts. The kinds are closed: <see cref="KeyAuthority"/>, <see cref="KeylessAuthority"/> and
/// <see cref="CertificateAuthority"/>.
/// </summary>
public abstract class Authority
{
    private protected Authority(string name, TrustState? trust, EvidenceDemand demand)
    {
        (Name, Trust, Demand) = (name, trust, demand);
        if (demand is { LogEntries: < 0 } or { Timestamps: < 0 } or { CertificateTimestamps: < 0 } or { WitnessThreshold: < 0 })
            throw new PolicyException($"the authority '{name}' demands a negative number of proofs", name);
        if (demand.WitnessThreshold > demand.Witnesses.Select(w => w.Canonical).Distinct(StringComparer.Ordinal).Count())
            throw new PolicyException($"the authority '{name}' demands {demand.WitnessThreshold} witnesses and names fewer", name);
        // Without an entry there is no checkpoint to cosign, and the demand would hold for nothing.
        if (demand is { WitnessThreshold: > 0, LogEntries: 0 })
            throw new PolicyException($"the authority '{name}' demands witnesses of a log's checkpoint, and no log entry that would have one; set logEntries to 1 or more", name);
    }

    /// <summary>The authority's name, unique in its policy.</summary>
    public string Name { get; }

    /// <summary>What logs, timestamps and certificates are judged by; null where nothing of that is looked at.</summary>
    public TrustState? Trust { get; }

    /// <summary>How much must prove a signature.</summary>
    public EvidenceDemand Demand { get; }

    /// <summary>Who it is, in one canonical line: no two authorities of a policy may be the same.</summary>
    internal abstract string Identity { get; }

    /// <summary>Everything about the authority that bears on a verdict: part of the policy's hash.</summary>
    internal string Canonical => $"{Identity} {Demand.Canonical} {Trust?.Canonical}";

    /// <summary>Judges whether this authority signed what the material signs, and whether that is this artifact.</summary>
    internal abstract Finding Judge(SignatureMaterial material, SubjectArtifact artifact, DateTimeOffset now);
}
