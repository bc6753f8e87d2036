using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>A signature found beside an artifact. Nothing about it is trusted yet.</summary>
/// <param name="Format">How it was attached.</param>
/// <param name="Manifest">The manifest that carries it.</param>
/// <param name="Signed">The bytes that the signature is over.</param>
/// <param name="Signature">The signature.</param>
/// <param name="IsAbout">Whether the signed bytes speak of this digest, as a signature does.</param>
internal sealed record SignatureCandidate(
    SignatureFormat Format, Digest Manifest, byte[] Signed, byte[] Signature, Func<Digest, bool> IsAbout);
