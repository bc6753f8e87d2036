namespace SegmentOperator.Sigstore;

/// <summary>The way from a leaf certificate to an authority that is trusted, at all times at which it has to be valid.</summary>
/// <param name="issuers">The trusted authorities with their chains.</param>
/// <param name="known">Intermediates of the policy.</param>
/// <param name="offered">Certificates that came with the signature, leaf first: nothing but suggestions.</param>
internal sealed class CertificatePath(
    IReadOnlyList<TrustedAuthority> issuers, IReadOnlyList<Certificate> known, IReadOnlyList<byte[]> offered)
{
    private const int Longest = 6;

    /// <summary>Certificates that name each other in circles make exponentially many ways; a real chain needs a handful of checks.</summary>
    private const int MostChecks = 64;

    private List<Certificate>? between;
    private int checks;

    /// <summary>Why there is none; null, and the leaf's issuer, where there is one.</summary>
    public Refusal? Check(Certificate leaf, IReadOnlyList<DateTimeOffset> times, out Certificate? issuer)
    {
        issuer = null;
        if (Outside(leaf.Validity, times) is { } time)
            return new Refusal(RefusalReason.CertificateExpired, $"its certificate was valid from {leaf.Validity}, the signature is of {Messages.At(time)}");
        var found = Climb(leaf, times, 0);
        issuer = found.Issuer;
        return found.Refusal;
    }

    private (Certificate? Issuer, Refusal? Refusal) Climb(Certificate certificate, IReadOnlyList<DateTimeOffset> times, int below)
    {
        Refusal? nearest = null;
        foreach (var authority in issuers)
        {
            if (!authority.Chain.Issued(certificate)) continue;
            nearest = Fault(authority, times, below);
            if (nearest is null) return (authority.Chain.Authorities[0], null);
        }

        if (below < Longest)
        {
            foreach (var candidate in Between())
            {
                if (!candidate.Subject.Span.SequenceEqual(certificate.Issuer.Span) || ReferenceEquals(candidate, certificate)) continue;
                if (Fault(candidate, times, below) is { } fault) nearest ??= fault;
                else if (++checks > MostChecks) return (null, new Refusal(RefusalReason.CertificateUntrusted, $"its certificates name each other in more than {MostChecks} ways; leave out what does not belong to the chain"));
                else if (!certificate.IsSignedBy(candidate.Key)) continue;
                else if (Climb(candidate, times, below + 1) is { Refusal: null }) return (candidate, null);
            }
        }

        return (null, nearest ?? new Refusal(RefusalReason.CertificateUntrusted, "its certificate was not issued by a certificate authority that is trusted"));
    }

    private static Refusal? Fault(TrustedAuthority authority, IReadOnlyList<DateTimeOffset> times, int below)
    {
        if (authority.Chain.Broken is { } broken) return new Refusal(RefusalReason.CertificateUntrusted, $"its certificate authority's chain cannot be used: {broken}");
        if (!authority.Chain.Permits(Oids.CodeSigning)) return new Refusal(RefusalReason.CertificateUntrusted, "its certificate authority may not vouch for signers of code");
        if (authority.Chain.Authorities[0].Usage.PathLength is { } length && length < below)
            return new Refusal(RefusalReason.CertificateUntrusted, $"its certificate authority allows {length} authorities below itself only");
        return (Outside(authority.Validity, times) ?? Outside(authority.Chain.Validity, times)) is { } time
            ? new Refusal(RefusalReason.CertificateExpired, $"its certificate authority was not valid at {Messages.At(time)}, when the signature was made")
            : null;
    }

    private static Refusal? Fault(Certificate intermediate, IReadOnlyList<DateTimeOffset> times, int below)
    {
        var usage = intermediate.Usage;
        if (!usage.Certifies || !usage.Permits(Oids.CodeSigning) || usage.UnknownCritical is not null || usage.PathLength < below)
            return new Refusal(RefusalReason.CertificateUntrusted, "an intermediate certificate may not vouch for signers of code");
        return Outside(intermediate.Validity, times) is { } time
            ? new Refusal(RefusalReason.CertificateExpired, $"an intermediate certificate was not valid at {Messages.At(time)}, when the signature was made")
            : null;
    }

    private static DateTimeOffset? Outside(ValidityWindow window, IReadOnlyList<DateTimeOffset> times)
    {
        foreach (var time in times)
        {
            if (!window.Contains(time)) return time;
        }

        return null;
    }

    private List<Certificate> Between()
    {
        if (between is not null) return between;
        between = [.. known];
        for (var i = 1; i < offered.Count; i++)
        {
            var certificate = Certificate.Read(offered[i]);
            if (!certificate.IsSelfIssued) between.Add(certificate);
        }

        return between;
    }
}
