namespace SegmentOperator.Sigstore;

/// <summary>A certificate or timestamp authority of a trusted root.</summary>
internal sealed record TrustedAuthority(string Uri, CertificateChain Chain, ValidityWindow Validity);
