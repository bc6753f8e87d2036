namespace SegmentOperator.Oci;

/// <summary>Something that refers to an artifact: a signature, an attestation.</summary>
/// <param name="Descriptor">Where it is and what it is. Its artifact type is the registry's claim unless <paramref name="Manifest"/>
/// is there.</param>
/// <param name="Manifest">The manifest itself, where listing the referrers already fetched it; null otherwise.</param>
public sealed record Referrer(Descriptor Descriptor, Manifest? Manifest);
