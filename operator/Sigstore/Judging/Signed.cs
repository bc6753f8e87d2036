namespace SegmentOperator.Sigstore;

/// <summary>Whether a key made a signature over what the material says it is over.</summary>
internal static class Signed
{
    /// <summary>True, false, or null where that takes the artifact's bytes and they are not at hand.</summary>
    public static bool? By(PublicKey key, SignatureMaterial material, SubjectArtifact artifact)
    {
        if (key.NeedsMessage)
            return material.Content.Bytes(artifact) is { } message ? key.Verify(message.Span, material.Signature, key.Schemes[0]) : null;
        var unknown = false;
        foreach (var scheme in key.Schemes)
        {
            if (material.Content.Hash(scheme.Hash, artifact) is not { } hash)
                unknown |= material.Content is not SignedContent.Message { Algorithm: { } stated } || stated == scheme.Hash;
            else if (key.VerifyHash(hash, material.Signature, scheme)) return true;
        }

        return unknown ? null : false;
    }

    public static Finding.Unknown NeedsBytes(SubjectArtifact artifact) =>
        new($"the signature is over the artifact's bytes by a hash other than that of {artifact.Digest}: give the artifact itself", null);
}
