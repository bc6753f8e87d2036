namespace SegmentOperator.Sigstore;

/// <summary>Judges material for a managed key.</summary>
internal static class KeyCheck
{
    public static Finding Run(KeyAuthority authority, SignatureMaterial material, SubjectArtifact artifact, DateTimeOffset now)
    {
        switch (Signed.By(authority.Key, material, artifact))
        {
            case null: return Signed.NeedsBytes(artifact);
            case false: return new Finding.NotTheirs(authority.Key.NeedsMessage ? "it is by another key, or by this one as Ed25519ph, which is not supported" : "it is not by that key");
        }

        if (!material.Content.IsAbout(artifact)) return new Refusal(RefusalReason.WrongSubject, "it was not made for this artifact").AsFinding();
        var proof = new Proof(now);
        if (authority.Trust is TrustState.Known known)
        {
            // Where nothing is demanded, what came along can only tell the time; whatever is wrong with it is nobody's harm.
            var refusal = ProofCheck.Run(proof, material, artifact, new Signer(authority.Key, null), known.Root, authority.Demand);
            if (refusal is not null && authority.Demand.NeedsRoot) return refusal.AsFinding();
            if (refusal is not null) proof = new Proof(now);
        }
        else if (authority is { Trust: TrustState.Unavailable unavailable, Demand.NeedsRoot: true })
        {
            return new Finding.Unknown(unavailable.Message, unavailable.RetryAfter);
        }

        return new Finding.Good(proof.Evidence(authority.Identity) with { Key = authority.Identity });
    }
}
