namespace SegmentOperator.Sigstore;

/// <summary>Object identifiers of X.509, CMS and Fulcio.</summary>
internal static class Oids
{
    public const string BasicConstraints = "2.5.29.19";
    public const string KeyUsage = "2.5.29.15";
    public const string ExtendedKeyUsage = "2.5.29.37";
    public const string AlternativeName = "2.5.29.17";
    public const string NameConstraints = "2.5.29.30";
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string CertificatePolicies = "2.5.29.32";
    public const string CertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2";
    public const string CertificatePoison = "1.3.6.1.4.1.11129.2.4.3";
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";
    public const string AnyUsage = "2.5.29.37.0";
    public const string Fulcio = "1.3.6.1.4.1.57264.1.";
    public const string FulcioIssuer = Fulcio + "1";
    public const string FulcioOtherName = Fulcio + "7";
    public const string FulcioIssuerV2 = Fulcio + "8";
    public const string RsaPss = "1.2.840.113549.1.1.10";
    public const string Ed25519 = "1.3.101.112";
    public const string SignedData = "1.2.840.113549.1.7.2";
    public const string TimestampInfo = "1.2.840.113549.1.9.16.1.4";
    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
}
