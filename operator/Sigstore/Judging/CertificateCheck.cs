namespace SegmentOperator.Sigstore;

/// <summary>Judges material for an identity in a certificate.</summary>
internal static class CertificateCheck
{
    public static Finding Run(
        Authority authority,
        CertificateIdentity who,
        TrustedRoot root,
        IReadOnlyList<TrustedAuthority> issuers,
        SignatureMaterial material,
        SubjectArtifact artifact,
        DateTimeOffset now,
        bool keyless,
        IReadOnlyList<Certificate>? intermediates = null)
    {
        if (material.CertificateFault is { } fault) return new Refusal(RefusalReason.InvalidSignature, $"its certificate cannot be used: {fault}").AsFinding();
        if (material.Certificates.Count == 0) return new Finding.NotTheirs("it names a key and carries no certificate");
        Certificate leaf;
        PublicKey key;
        try
        {
            leaf = Certificate.Read(material.Certificates[0]);
            if (Identify(leaf, who, keyless, out var subject) is { } other) return other;
            if (Unusable(leaf) is { } unusable) return unusable.AsFinding();
            key = leaf.Key;
            using (key)
            {
                return Judge(new Signer(key, leaf), subject!);
            }
        }
        catch (MalformedException e)
        {
            return new Refusal(RefusalReason.InvalidSignature, $"its certificate cannot be read: {e.Message}").AsFinding();
        }

        Finding Judge(Signer signer, string subject)
        {
            if (Message(signer) is { } finding) return finding;
            var proof = new Proof(now);
            if (ProofCheck.Run(proof, material, artifact, signer, root, authority.Demand) is { } refusal) return refusal.AsFinding();
            if (proof.Times.Count == 0 && keyless)
                return new Refusal(RefusalReason.TimestampMissing, "nothing proves when it was made: it needs a log's promise or a timestamp that the trusted root knows").AsFinding();
            // That its certificate is good now does not prove that the signature is new: it stays undated.
            IReadOnlyList<DateTimeOffset> times = proof.Times.Count > 0 ? proof.Times : [now];
            var path = new CertificatePath(issuers, intermediates ?? [], keyless ? [] : material.Certificates);
            if (path.Check(leaf, times, out var issuer) is { } untrusted) return untrusted.AsFinding();
            if (CertificateTimestampCheck.Run(leaf, issuer!, root.CertificateLogs, authority.Demand.CertificateTimestamps, out var promised) is { } unlogged)
                return unlogged.AsFinding();
            return new Finding.Good(Evidence(proof, signer, subject, promised, keyless));
        }

        Finding? Message(Signer signer)
        {
            if (!material.Content.IsAbout(artifact)) return new Refusal(RefusalReason.WrongSubject, "it was not made for this artifact").AsFinding();
            return Signed.By(signer.Key, material, artifact) switch
            {
                null => Signed.NeedsBytes(artifact),
                false => new Refusal(RefusalReason.InvalidSignature, "it is not by the key in its certificate, or over something else").AsFinding(),
                true => null,
            };
        }
    }

    private static Finding.NotTheirs? Identify(Certificate leaf, CertificateIdentity who, bool keyless, out string? subject)
    {
        var names = leaf.Usage.Names;
        subject = null;
        // Fulcio writes exactly one name; of several nobody could say which one was authenticated.
        if (keyless && names.Count != 1) return new Finding.NotTheirs($"its certificate has {names.Count} names and not one");
        Finding.NotTheirs? difference = null;
        foreach (var name in names)
        {
            if (name.Kind == AlternativeNameKind.Other) continue;
            if (who.Differs(leaf, name.Value) is { } why)
            {
                difference ??= new Finding.NotTheirs(why);
                continue;
            }

            subject = name.Value;
            return null;
        }

        return difference ?? new Finding.NotTheirs("its certificate has no name that is an identity");
    }

    private static Refusal? Unusable(Certificate leaf) =>
        leaf.Usage.IsAuthority || (leaf.Usage.Keys & KeyUsages.CertificateSigning) > 0 ? Refuse("is a certificate authority's")
        : !leaf.Usage.Signs ? Refuse("may not be used for signatures")
        : leaf.Usage.Extended is null || !leaf.Usage.Extended.Contains(Oids.CodeSigning) ? Refuse("may not be used to sign code")
        : leaf.Usage.UnknownCritical is { } oid ? Refuse($"has the critical extension {oid}, which is not known here")
        : leaf.Find(Oids.CertificatePoison) is not null ? Refuse("is a precertificate")
        : null;

    private static Refusal Refuse(string why) => new(RefusalReason.CertificateUnusable, $"its certificate {why}");

    private static SignerEvidence Evidence(Proof proof, Signer signer, string subject, int promised, bool keyless)
    {
        var leaf = signer.Leaf!;
        var issuer = keyless ? FulcioExtensions.Issuer(leaf) : null;
        return proof.Evidence(issuer is null ? subject : $"{subject} ({issuer})") with
        {
            Key = KeyAuthority.NameOf(signer.Key),
            Issuer = issuer,
            Subject = subject,
            CertificateTimestamps = promised,
            Extensions = keyless ? FulcioExtensions.All(leaf) : new Dictionary<string, string>(),
        };
    }
}
