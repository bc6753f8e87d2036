namespace SegmentOperator.Sigstore;

/// <summary>Whether a trusted authority saw these bytes, and when.</summary>
internal static class TimestampCheck
{
    public static Refusal? Run(Proof proof, byte[] response, byte[] timestamped, IReadOnlyList<TrustedAuthority> authorities)
    {
        try
        {
            var token = TimestampToken.Read(response);
            Refusal? first = null;
            foreach (var authority in authorities)
            {
                if (Signer(token, authority) is not { } signer) continue;
                var refusal = Judge(token, timestamped, signer, authority);
                if (refusal is null)
                {
                    proof.Timestamps.Add(new TimestampEvidence(Name(authority, signer), token.Info.Time));
                    proof.Times.Add(token.Info.Time);
                    return null;
                }

                first ??= refusal;
            }

            return first;
        }
        catch (MalformedException e)
        {
            return Invalid($"cannot be read: {e.Message}");
        }
    }

    // The root's own certificate where it names one; else one that came along and that the root's authority issued.
    private static Certificate? Signer(TimestampToken token, TrustedAuthority authority)
    {
        if (authority.Chain.Leaf is { } leaf) return token.Signer.Names(leaf) ? leaf : null;
        foreach (var der in token.Certificates)
        {
            var certificate = Certificate.Read(der);
            if (token.Signer.Names(certificate) && authority.Chain.Issued(certificate)) return certificate;
        }

        return null;
    }

    private static Refusal? Judge(TimestampToken token, byte[] timestamped, Certificate signer, TrustedAuthority authority)
    {
        if (!Hashes.Compute(token.Info.Algorithm, timestamped).AsSpan().SequenceEqual(token.Info.Imprint.Span)) return Invalid("is about something else");
        var time = token.Info.Time;
        var chain = authority.Chain;
        if (chain.Broken is { } broken) return Invalid($"is by an authority whose chain cannot be used: {broken}");
        if (chain.Leaf is not null && chain.Authorities.Count > 0 && !chain.Issued(signer)) return Invalid("is by an authority whose certificate its chain did not issue");
        if (signer.Usage.IsAuthority || !signer.Usage.Signs || signer.Usage.UnknownCritical is not null
            || signer.Usage is not { Extended: [Oids.TimeStamping], ExtendedIsCritical: true } || !chain.Permits(Oids.TimeStamping))
            return Invalid("is signed with a certificate that may not be used for timestamps alone");
        if (!authority.Validity.Contains(time)) return Invalid($"is of {Messages.At(time)}, and its authority was trusted from {authority.Validity}");
        if (!signer.Validity.Contains(time) || !chain.Validity.Contains(time)) return Invalid($"is of {Messages.At(time)}, when its authority's certificate was not valid");
        if (!token.Signer.IsBoundTo(signer)) return Invalid("is bound to another certificate than the one it is signed with");
        if (!Hashes.Compute(token.Signer.Digest, token.Content.Span).AsSpan().SequenceEqual(token.Signer.ContentHash.Span)) return Invalid("is not what was signed");
        var algorithm = SignatureAlgorithms.ReadCms(token.Signer.SignatureAlgorithm, new SignatureScheme(token.Signer.Digest));
        return algorithm is { } named && named.Key == signer.Key.Algorithm
            && chain.Signed(signer, token.Signer.Signed, token.Signer.Signature, named.Scheme)
            ? null : Invalid("is not signed by its authority");
    }

    private static string Name(TrustedAuthority authority, Certificate signer) =>
        authority.Uri.Length > 0 ? authority.Uri : $"sha256:{Convert.ToHexStringLower(signer.Hash)}";

    private static Refusal Invalid(string why) => new(RefusalReason.TimestampInvalid, $"its timestamp {why}");
}
