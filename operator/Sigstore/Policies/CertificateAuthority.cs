namespace SegmentOperator.Sigstore;

/// <summary>An identity in a certificate of a certificate authority of one's own. Intermediates may come with the signature.</summary>
public sealed class CertificateAuthority : Authority
{
    private const string Field = "the certificates";
    private readonly IReadOnlyList<TrustedAuthority> anchors;

    /// <summary>Reads the certificates.</summary>
    /// <param name="name">The authority's name in the policy.</param>
    /// <param name="certificatesPem">The root certificate in PEM, and intermediates, in any order.</param>
    /// <param name="identity">Who the certificate must have been issued to.</param>
    /// <param name="trust">What logs and timestamps are judged by; null to look at none.</param>
    /// <param name="demand">How much must prove a signature; null for nothing.</param>
    /// <exception cref="PolicyException">A certificate cannot be used, or what is demanded needs a root.</exception>
    public CertificateAuthority(
        string name, string certificatesPem, CertificateIdentity identity, TrustState? trust = null, EvidenceDemand? demand = null)
        : base(name, trust, demand ?? EvidenceDemand.None)
    {
        if (trust is null && Demand.NeedsRoot)
            throw new PolicyException($"the authority '{name}' demands log entries or timestamps, and no trusted root to judge them by", name);
        Who = identity;
        try
        {
            var certificates = Pem.Certificates(certificatesPem, Field).Select(Certificate.Read).ToArray();
            var roots = certificates.Where(c => c.IsSelfIssued).ToArray();
            if (roots.Length == 0) throw new MalformedException("there is no root among them, a certificate that names itself as its issuer");
            anchors = [.. roots.Select(root => Anchor(root))];
            Intermediates = [.. certificates.Where(c => !c.IsSelfIssued)];
            if (anchors.Select(a => a.Chain.Broken).FirstOrDefault(b => b is not null) is { } broken) throw new MalformedException(broken);
            Identity = $"certificates {identity.Canonical} "
                + string.Join(' ', certificates.Select(c => Convert.ToHexStringLower(c.Hash)).Order(StringComparer.Ordinal));
        }
        catch (MalformedException e)
        {
            throw new PolicyException($"the certificates of authority '{name}' cannot be used: {e.Message}", name, e);
        }
    }

    internal CertificateIdentity Who { get; }

    internal IReadOnlyList<Certificate> Intermediates { get; }

    internal override string Identity { get; }

    internal override Finding Judge(SignatureMaterial material, SubjectArtifact artifact, DateTimeOffset now)
    {
        if (Trust is TrustState.Unavailable unavailable && Demand.NeedsRoot)
            return new Finding.Unknown(unavailable.Message, unavailable.RetryAfter);
        var root = Trust is TrustState.Known known ? known.Root : TrustedRoot.Nobody;
        return CertificateCheck.Run(this, Who, root, anchors, material, artifact, now, keyless: false, Intermediates);
    }

    private static TrustedAuthority Anchor(Certificate root) =>
        new("", CertificateChain.Of([root], Field), new ValidityWindow(DateTimeOffset.MinValue, null));
}
