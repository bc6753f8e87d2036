using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>Who a certificate must have been issued to.</summary>
public sealed class CertificateIdentity
{
    private readonly (string Name, string Oid, TextMatch Match)[] extensions;

    /// <summary>An identity.</summary>
    /// <param name="issuer">Who authenticated the signer; null where that does not matter (certificates of an own authority).</param>
    /// <param name="subject">The subject alternative name: a URI, an e-mail address, or Fulcio's otherName.</param>
    /// <param name="extensions">
    /// What other Fulcio extensions must be, by Fulcio's name in lower camel case (<c>sourceRepositoryURI</c>) or by number
    /// (<c>1.3.6.1.4.1.57264.1.12</c>); null for none.
    /// </param>
    /// <exception cref="PolicyException">There is no extension of such a name.</exception>
    public CertificateIdentity(TextMatch? issuer, TextMatch subject, IReadOnlyDictionary<string, TextMatch>? extensions = null)
    {
        Issuer = issuer;
        Subject = subject;
        this.extensions =
        [
            .. (extensions ?? new Dictionary<string, TextMatch>())
                .OrderBy(e => e.Key, StringComparer.Ordinal)
                .Select(e => (e.Key, FulcioExtensions.Oid(e.Key) ?? throw NoSuchExtension(e.Key), e.Value)),
        ];
    }

    /// <summary>Who authenticated the signer.</summary>
    public TextMatch? Issuer { get; }

    /// <summary>The subject alternative name.</summary>
    public TextMatch Subject { get; }

    internal string Canonical
    {
        get
        {
            var text = new StringBuilder($"issuer {Issuer?.Canonical} subject {Subject.Canonical}");
            foreach (var (_, oid, match) in extensions) text.Append($" {oid} {match.Canonical}");
            return text.ToString();
        }
    }

    /// <summary>Why the certificate is somebody else's, in words that end a sentence; null where it is this identity's.</summary>
    internal string? Differs(Certificate certificate, string subject)
    {
        if (!Subject.Matches(subject)) return $"its identity is '{Shown.Short(subject)}' and not {Subject}";
        if (Issuer is not null && FulcioExtensions.Issuer(certificate) is var issuer && !Issuer.Matches(issuer))
            return $"its issuer is {(issuer is null ? "not named" : $"'{Shown.Short(issuer)}'")} and not {Issuer}";
        foreach (var (name, oid, match) in extensions)
        {
            var value = FulcioExtensions.Read(certificate, oid);
            if (!match.Matches(value)) return $"its {name} is {(value is null ? "not there" : $"'{Shown.Short(value)}'")} and not {match}";
        }

        return null;
    }

    private static PolicyException NoSuchExtension(string name) =>
        new($"'{Shown.Short(name)}' is no extension of Fulcio's; there are {string.Join(", ", FulcioExtensions.Names)}, or a number under 1.3.6.1.4.1.57264.1");
}
