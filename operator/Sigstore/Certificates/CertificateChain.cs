using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>
/// The certificates of an authority, each signed by the next, the last of which is trusted as it is. The links are checked when the
/// chain is made, once, and not with each certificate that it is used for.
/// </summary>
internal sealed class CertificateChain
{
    private readonly SignatureMemo memo = new();

    private CertificateChain(IReadOnlyList<Certificate> authorities, Certificate? leaf, ValidityWindow validity, string? broken)
    {
        (Authorities, Leaf, Validity, Broken) = (authorities, leaf, validity, broken);
    }

    /// <summary>The authorities, the issuing one first.</summary>
    public IReadOnlyList<Certificate> Authorities { get; }

    /// <summary>A first certificate that is no authority's: a timestamp authority's own. Null where the list names none.</summary>
    public Certificate? Leaf { get; }

    /// <summary>When every authority in it is valid.</summary>
    public ValidityWindow Validity { get; }

    /// <summary>Why the chain cannot be used; null where it can.</summary>
    public string? Broken { get; }

    /// <summary>Makes a chain of certificates in order, the root last.</summary>
    /// <exception cref="MalformedException">A key in it cannot be used.</exception>
    public static CertificateChain Of(IReadOnlyList<Certificate> certificates, string where)
    {
        var leaf = certificates[0].Usage.IsAuthority ? null : certificates[0];
        var authorities = leaf is null ? certificates : [.. certificates.Skip(1)];
        if (authorities.Count == 0) return new CertificateChain([], leaf, leaf!.Validity, null);
        var (start, end) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        string? broken = null;
        for (var i = 0; i < authorities.Count; i++)
        {
            var authority = authorities[i];
            if (authority.Validity.Start > start) start = authority.Validity.Start;
            if (authority.Validity.End < end) end = authority.Validity.End!.Value;
            broken ??= Fault(authority, i, i + 1 < authorities.Count ? authorities[i + 1] : null);
        }

        return new CertificateChain(authorities, leaf, new ValidityWindow(start, end), broken is null ? null : $"{where}: {broken}");
    }

    private static string? Fault(Certificate authority, int below, Certificate? issuer)
    {
        if (!authority.Usage.Certifies) return $"certificate {below} may not sign certificates";
        if (authority.Usage.UnknownCritical is { } oid) return $"certificate {below} has the critical extension {oid}, which is not known here";
        if (authority.Usage.PathLength is { } length && length < below) return $"certificate {below} allows {length} authorities below itself only";
        if (issuer is null) return null;
        if (!authority.Issuer.Span.SequenceEqual(issuer.Subject.Span)) return $"certificate {below} is not issued by the next";
        try
        {
            return authority.IsSignedBy(issuer.Key) ? null : $"certificate {below} is not signed by the next";
        }
        catch (MalformedException e)
        {
            return $"certificate {below + 1} has a key that cannot be used: {e.Message}";
        }
    }

    /// <summary>Whether the chain's first authority issued this certificate. The answer is kept for as long as the chain is.</summary>
    public bool Issued(Certificate certificate) =>
        Authorities.Count > 0 && certificate.Issuer.Span.SequenceEqual(Authorities[0].Subject.Span)
        && memo.Remember(certificate.Hash, certificate, this, static (c, chain) => c.IsSignedBy(chain.Authorities[0].Key));

    /// <summary>Whether a certificate of this chain made a signature. The answer is kept for as long as the chain is.</summary>
    public bool Signed(Certificate certificate, byte[] message, ReadOnlyMemory<byte> signature, SignatureScheme scheme)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([.. "signed "u8, (byte)(scheme.Hash.Name ?? "").Length, .. Encoding.ASCII.GetBytes(scheme.Hash.Name ?? ""), scheme.Pss ? (byte)1 : (byte)0]);
        hash.AppendData(certificate.Hash);
        hash.AppendData(SHA256.HashData(message));
        hash.AppendData(signature.Span);
        return memo.Remember(
            hash.GetHashAndReset(), (certificate, message, signature, scheme), this,
            static (s, _) => s.certificate.Key.Verify(s.message, s.signature.Span, s.scheme));
    }

    /// <summary>Whether each authority allows a certificate of this usage below itself.</summary>
    public bool Permits(string usage)
    {
        foreach (var authority in Authorities)
        {
            if (!authority.Usage.Permits(usage)) return false;
        }

        return true;
    }
}
