namespace SegmentOperator.Sigstore;

/// <summary>An extension of a certificate.</summary>
/// <param name="Oid">Its object identifier.</param>
/// <param name="Critical">Whether who does not know it must refuse the certificate.</param>
/// <param name="Value">What its OCTET STRING holds.</param>
/// <param name="Encoded">All of it, as it stands in the certificate.</param>
internal sealed record Extension(string Oid, bool Critical, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Encoded);
