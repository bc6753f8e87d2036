namespace SegmentOperator.Sigstore;

/// <summary>An identity in a certificate of minutes, which a Sigstore instance's Fulcio issued.</summary>
public sealed class KeylessAuthority : Authority
{
    /// <summary>An identity.</summary>
    /// <param name="name">The authority's name in the policy.</param>
    /// <param name="identity">Who the certificate must have been issued to. It must name the issuer.</param>
    /// <param name="trust">The instance's root.</param>
    /// <param name="demand">How much must prove a signature; null for <see cref="EvidenceDemand.Keyless"/>.</param>
    /// <exception cref="PolicyException">The identity names no issuer.</exception>
    public KeylessAuthority(string name, CertificateIdentity identity, TrustState trust, EvidenceDemand? demand = null)
        : base(name, trust, demand ?? EvidenceDemand.Keyless)
    {
        if (identity.Issuer is null)
            throw new PolicyException($"the authority '{name}' names no issuer; anybody who can authenticate the subject anywhere would pass", name);
        Who = identity;
        Identity = $"keyless {identity.Canonical} {trust.Canonical}";
    }

    internal CertificateIdentity Who { get; }

    internal override string Identity { get; }

    internal override Finding Judge(SignatureMaterial material, SubjectArtifact artifact, DateTimeOffset now) => Trust switch
    {
        TrustState.Known known => CertificateCheck.Run(
            this, Who, known.Root, known.Root.CertificateAuthorities, material, artifact, now, keyless: true),
        TrustState.Unavailable unavailable => new Finding.Unknown(unavailable.Message, unavailable.RetryAfter),
        _ => throw new InvalidOperationException("A keyless authority has a root."),
    };
}
