using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Oci;
using SegmentOperator.Signing;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Fuzz.Sigstore;

/// <summary>
/// Whatever of a signature comes from outside. Each reader may only say that its input is malformed; and what is verified after a change
/// is what was verified before it.
/// </summary>
internal static class SigstoreTargets
{
    private static readonly DateTimeOffset Signed = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Content = "the artifact"u8.ToArray();

    public static IEnumerable<FuzzTarget> All()
    {
        var world = new SigstoreInstance(Signed.AddMonths(-1), TimeSpan.FromDays(3650));
        var digest = Digest.Compute(Content);
        var statement = CosignSigner.Statement(digest, CosignSigner.SignaturePredicate);
        var (one, two) = (new SignRequest { Time = Signed }, new SignRequest { Time = Signed, Log = LogKind.Rekor2 });
        byte[][] bundles =
        [
            Bytes(world.SignMessage(Content, one)), Bytes(world.SignMessage(Content, two)), Bytes(world.SignStatement(statement, one)),
            Bytes(world.SignStatement(statement, one with { Entry = "intoto" })), Bytes(world.SignStatement(statement, two with { Entry = "dsse" })),
        ];
        var root = Bytes(world.TrustedRoot());
        var authority = new KeylessAuthority(
            "ci", new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(LeafRequest.Workflow)), new TrustState.Known(TrustedRoot.Parse(root)));
        var (envelope, annotations) = world.SignEnvelope(statement, one with { Timestamp = true });
        using var key = SigningKey.Generate();
        var leaf = world.Fulcio.Issue(key, new LeafRequest { NotBefore = Signed }, world.CertificateLog);
        var log = world.Rekor2;
        var stamp = world.Timestamps.Stamp(Content, Signed);

        yield return Reader("bundle", bundles, input => SignatureMaterial.FromBundle(input, "fuzz"));
        yield return Reader("verify", bundles, input => Verify(input, authority));
        yield return Reader("parts", bundles, input => Parts(input, bundles[0], authority));
        yield return Reader("trusted-root", [root], input => TrustedRoot.Parse(input));
        yield return Reader("certificate", [leaf, world.Fulcio.Root.RawData, world.Timestamps.Certificate], Certificates);
        yield return Reader("sct-list", [SctList(leaf)], input => CertificateTimestamp.ReadList(input));
        yield return Reader("timestamp", [stamp], input => TimestampToken.Read(input));
        yield return Reader("timestamp-check", [stamp], input => Stamp(input, authority));
        yield return Reader("checkpoint", [Encoding.UTF8.GetBytes(log.Checkpoint(7, new byte[32]))], input => Checkpoint.Read(Encoding.UTF8.GetString(input)));
        yield return Reader("dsse", [envelope], input => SignatureMaterial.FromAttestationLayer(input, annotations, "fuzz"));
        yield return Reader("annotations", [.. annotations.Values.Where(v => v.Length > 0).Select(Encoding.UTF8.GetBytes)], input => Annotation(input, envelope, annotations));
        yield return Reader("statement", [Encoding.UTF8.GetBytes(statement)], input => InTotoStatement.Read(input).Predicate());
        yield return Reader("provenance", [Provenance], input => SegmentOperator.Sigstore.Provenance.Read(SegmentOperator.Sigstore.Provenance.Version1, input));
        yield return Reader("public-key", [key.PublicKey, log.PublicKey], input => PublicKey.FromDer(input).Dispose());
        yield return Reader("public-key-pem", [Encoding.UTF8.GetBytes(key.PublicKeyPem)], input => _ = new KeyAuthority("a", Encoding.UTF8.GetString(input)));
        yield return Reader("identity-pattern", ["https://github\\.com/(example|other)/.+@refs/heads/main"u8.ToArray()], Pattern);
    }

    private static readonly byte[] Provenance = Encoding.UTF8.GetBytes("""
        {"buildDefinition":{"externalParameters":{"workflow":{"ref":"refs/heads/main","repository":"https://github.com/example/finance"}},
        "resolvedDependencies":[{"uri":"git+https://github.com/example/finance@refs/heads/main","digest":{"gitCommit":"c5f5"}}]},"runDetails":{"builder":{"id":"b"}}}
        """);

    private static FuzzTarget Reader(string name, IReadOnlyList<byte[]> seeds, Action<byte[]> read) => new($"sigstore/{name}", seeds, input =>
    {
        try
        {
            read(input);
        }
        catch (Exception e) when (e is MalformedException or PolicyException)
        {
            // The reader's own word for bad input.
        }
    });

    private static void Verify(byte[] input, Authority authority)
    {
        var verdict = PolicyVerifier.Verify(new SubjectArtifact(Content), SignatureMaterial.FromBundle(input, "fuzz"), authority, Signed);
        if (verdict is Verdict.Verified { Signatures: [var only] } && (only.Signer.Subject != LeafRequest.Workflow || only.Signer.SignedAt != Signed))
            throw new InvalidOperationException($"It is verified as something else: {only.Signer}");
    }

    // The input stands for the bytes inside a good bundle's base64, where a change of the JSON seldom gets.
    private static void Parts(byte[] input, byte[] good, Authority authority)
    {
        var bundle = JsonNode.Parse(good)!;
        var entry = bundle["verificationMaterial"]!["tlogEntries"]![0]!;
        switch (input.Length % 3)
        {
            case 0:
                entry["canonicalizedBody"] = Convert.ToBase64String(input);
                break;
            case 1:
                bundle["verificationMaterial"]!["certificate"]!["rawBytes"] = Convert.ToBase64String(input);
                break;
            default:
                bundle["messageSignature"]!["signature"] = Convert.ToBase64String(input);
                break;
        }

        var artifact = new SubjectArtifact(Content);
        var material = SignatureMaterial.FromBundle(Bytes(bundle), "fuzz");
        if (PolicyVerifier.Verify(artifact, material, authority, Signed) is Verdict.Verified) throw new InvalidOperationException("It is verified.");
        using var key = SigningKey.Generate();
        _ = EntryBody.Check(material.LogEntries[0], material, artifact, new Signer(PublicKey.FromDer(key.PublicKey), null));
    }

    private static void Stamp(byte[] input, Authority authority)
    {
        var proof = new Proof(Signed);
        TimestampCheck.Run(proof, input, Content, ((TrustState.Known)authority.Trust!).Root.TimestampAuthorities);
        if (proof.Times.Any(time => time != Signed)) throw new InvalidOperationException($"It proves another time: {proof.Times[0]:O}");
    }

    private static void Certificates(byte[] input)
    {
        var certificate = Certificate.Read(input);
        _ = CertificateTimestamp.Of(certificate);
        _ = FulcioExtensions.All(certificate);
        if (certificate.Extensions.Count > 0) _ = Precertificate.Body(certificate);
        _ = certificate.IsSignedBy(certificate.Key);
        _ = CertificateChain.Of([certificate, certificate], "fuzz");
    }

    private static void Annotation(byte[] input, byte[] envelope, Dictionary<string, string> annotations)
    {
        foreach (var name in annotations.Keys)
        {
            try
            {
                var changed = new Dictionary<string, string>(annotations, StringComparer.Ordinal) { [name] = Encoding.UTF8.GetString(input) };
                SignatureMaterial.FromAttestationLayer(envelope, changed, "fuzz");
            }
            catch (MalformedException)
            {
                // The next annotation may be read.
            }
        }
    }

    private static void Pattern(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (text.Length > 0) TextMatch.Pattern(text).Matches(LeafRequest.Workflow);
    }

    private static byte[] SctList(byte[] leaf)
    {
        var value = Certificate.Read(leaf).Find(Oids.CertificateTimestamps)!.Value;
        return new System.Formats.Asn1.AsnReader(value, System.Formats.Asn1.AsnEncodingRules.DER).ReadOctetString();
    }

    private static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());
}
