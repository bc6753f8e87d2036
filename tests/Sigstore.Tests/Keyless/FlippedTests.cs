using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every byte that somebody signed, changed, one at a time.</summary>
public sealed class FlippedTests : IDisposable
{
    private readonly Instance instance = new();

    public static TheoryData<LogKind, string?, bool> Kinds => new()
    {
        { LogKind.Rekor1, null, false }, { LogKind.Rekor1, "dsse", false }, { LogKind.Rekor1, "intoto", false },
        { LogKind.Rekor2, null, false }, { LogKind.Rekor2, "dsse", false }, { LogKind.Rekor2, "hashedrekord", false }, { LogKind.Rekor2Ecdsa, null, false },
        { LogKind.Rekor1, null, true }, { LogKind.Rekor1, "dsse", true }, { LogKind.Rekor2, "hashedrekord", true },
    };

    public void Dispose() => instance.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_byte_of_every_part_counts(LogKind log, string? entry, bool managed)
    {
        using var key = SigningKey.Generate();
        var request = Instance.At(log) with { Entry = entry, Key = managed ? key : null };
        var bundle = entry is null
            ? instance.Sigstore.SignMessage(Instance.Content, request) : instance.Sigstore.SignStatement(Instance.SignatureStatement(), request);
        Authority authority = managed
            ? new KeyAuthority("release", key.PublicKeyPem, new TrustState.Known(instance.Root()), new EvidenceDemand { LogEntries = 1 }) : instance.Authority();
        instance.Verified(bundle, authority);
        var refusals = Flips(bundle).AsParallel().Select(flip => (flip.Part, flip.Where, Reason: Reason(flip.Changed, authority))).ToArray();
        Assert.True(refusals.Length > 500, $"{refusals.Length}");
        foreach (var (part, where, reason) in refusals)
        {
            var expected = Deep(part, managed);
            // Of what is JSON or DER itself some bytes are its form, and others name somebody or something else.
            var shallow = part is "payload" or "rawBytes";
            Assert.True(shallow ? reason is not ("Verified" or nameof(Verdict.CouldNotCheck)) : reason == expected, $"{where}: {reason}, not {expected}");
        }

        // Every part fails for its own deep reason, and not only by being unreadable.
        foreach (var part in refusals.GroupBy(flip => flip.Part))
            Assert.True(part.Count(flip => flip.Reason == Deep(part.Key, managed)) > part.Count() / 10, $"{part.Key}: {string.Join(", ", part.CountBy(flip => flip.Reason))}");
    }

    [Fact]
    public void Every_byte_of_a_certificate_counts_even_if_the_log_holds_it_as_it_is()
    {
        var request = Instance.At() with { MediaType = "application/vnd.dev.sigstore.bundle+json;version=0.1" };
        using var key = SigningKey.Generate();
        var certificate = instance.Sigstore.Fulcio.Issue(key, new LeafRequest { NotBefore = Instance.Signed }, instance.Sigstore.CertificateLog);
        var signature = key.Sign(Instance.Content);
        var template = instance.Sigstore.SignMessage(Instance.Content, request);
        Get(template, ["messageSignature", "signature"]).ReplaceWith(Convert.ToBase64String(signature));
        var authority = instance.Authority();
        Assert.Equal("Verified", Reason(Logged(certificate), authority));
        var changed = Enumerable.Range(0, certificate.Length).Select(at =>
        {
            var flipped = (byte[])certificate.Clone();
            flipped[at] ^= (byte)(1 << (at % 8));
            return Logged(flipped);
        }).ToArray();
        var reasons = changed.AsParallel().Select(bundle => Reason(bundle, authority)).CountBy(reason => reason).ToDictionary();
        Assert.DoesNotContain("Verified", reasons.Keys);
        // The rest is its form, its names, its key and its times, which are looked at before.
        Assert.True(reasons[nameof(RefusalReason.CertificateUntrusted)] > certificate.Length / 3, string.Join(", ", reasons));

        JsonNode Logged(byte[] leaf)
        {
            var bundle = template.DeepClone();
            var body = EntryBodies.HashedRekord1(Instance.Content, signature, key, leaf);
            var index = instance.Sigstore.Rekor1.Earlier + 3;
            var entry = bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject();
            entry.Remove("inclusionProof");
            entry["logIndex"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            entry["canonicalizedBody"] = Convert.ToBase64String(body);
            entry["inclusionPromise"]!["signedEntryTimestamp"] = Convert.ToBase64String(instance.Sigstore.Rekor1.Promise(body, index, Instance.Signed));
            Get(bundle, ["verificationMaterial", "x509CertificateChain", "certificates", 0, "rawBytes"]).ReplaceWith(Convert.ToBase64String(leaf));
            return bundle;
        }
    }

    [Theory]
    [InlineData("dsse")]
    [InlineData("intoto")]
    [InlineData(null)]
    public void Every_byte_that_binds_an_entry_counts_even_if_the_log_signed_it_so(string? entry)
    {
        var request = Instance.At() with { Entry = entry, MediaType = "application/vnd.dev.sigstore.bundle+json;version=0.1" };
        var bundle = entry is null
            ? instance.Sigstore.SignMessage(Instance.Content, request) : instance.Sigstore.SignStatement(Instance.SignatureStatement(), request);
        var authority = instance.Authority();
        object[] at = ["verificationMaterial", "tlogEntries", 0, "canonicalizedBody"];
        var body = JsonNode.Parse(Convert.FromBase64String(Get(bundle, at).GetValue<string>()))!;
        Assert.Equal("Verified", Reason(Signed(body), authority));
        var bound = Json.Leaves(body).Where(leaf => string.Join('.', leaf.Path) is var path
            && (path.EndsWith("payloadHash.value", StringComparison.Ordinal) || path.EndsWith("data.hash.value", StringComparison.Ordinal)
                || path.EndsWith("sig", StringComparison.Ordinal) || path.EndsWith("signature", StringComparison.Ordinal) || path.EndsWith("content", StringComparison.Ordinal)
                || path.EndsWith("verifier", StringComparison.Ordinal) || path.EndsWith("publicKey", StringComparison.Ordinal))).ToArray();
        Assert.Equal(3, bound.Length);
        foreach (var (path, leaf) in bound)
        {
            var text = leaf.GetValue<string>();
            var reasons = Enumerable.Range(0, text.Length).Select(i =>
            {
                var changed = body.DeepClone();
                Get(changed, path).ReplaceWith(text[..i] + (text[i] is '1' ? '0' : '1') + text[(i + 1)..]);
                var reason = Reason(Signed(changed), authority);
                // A blank in PEM may be another blank, and a signature in base64 be spelt in another way: what it says is the same.
                Assert.True(reason != "Verified" || Bare(Get(changed, path)) == Bare(leaf), $"{string.Join('.', path)}, character {i} of {text.Length}");
                return reason;
            }).ToArray();
            Assert.True(reasons.Count(r => r == nameof(RefusalReason.LogEntryMismatch)) > text.Length / 2, $"{string.Join('.', path)}: {string.Join(", ", reasons.CountBy(r => r))}");
        }

        JsonNode Signed(JsonNode changed)
        {
            var signed = bundle.DeepClone();
            var bytes = Encoding.UTF8.GetBytes(changed.ToJsonString());
            var index = instance.Sigstore.Rekor1.Earlier + 5;
            var logged = signed["verificationMaterial"]!["tlogEntries"]![0]!.AsObject();
            logged.Remove("inclusionProof");
            logged["logIndex"] = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
            logged["canonicalizedBody"] = Convert.ToBase64String(bytes);
            logged["inclusionPromise"]!["signedEntryTimestamp"] = Convert.ToBase64String(instance.Sigstore.Rekor1.Promise(bytes, index, Instance.Signed));
            return signed;
        }
    }

    [Fact]
    public void Every_bit_of_a_checkpoint_counts()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        var authority = instance.Authority();
        object[] path = ["verificationMaterial", "tlogEntries", 0, "inclusionProof", "checkpoint", "envelope"];
        var text = Encoding.UTF8.GetBytes(Get(bundle, path).GetValue<string>());
        for (var bit = 0; bit < text.Length * 8; bit++)
        {
            var flipped = (byte[])text.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var changed = bundle.DeepClone();
            Get(changed, path).ReplaceWith(Encoding.UTF8.GetString(flipped));
            Assert.False(instance.Passes(() => Instance.Material(changed), authority), $"bit {bit}");
        }
    }

    [Fact]
    public void No_byte_of_a_timestamp_changes_what_it_proves()
    {
        var stamp = instance.Sigstore.Timestamps.Stamp([1, 2, 3], Instance.Signed, embed: true);
        var authorities = instance.Root().TimestampAuthorities;
        var good = new Proof(Instance.Now);
        Assert.Null(TimestampCheck.Run(good, stamp, [1, 2, 3], authorities));
        for (var bit = 0; bit < stamp.Length * 8; bit++)
        {
            var flipped = (byte[])stamp.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            var proof = new Proof(Instance.Now);
            // What nobody signed (the status, the certificate beside the token) may change, and then changes nothing.
            if (TimestampCheck.Run(proof, flipped, [1, 2, 3], authorities) is null && proof.Timestamps.Count > 0)
                Assert.Equal(good.Timestamps, proof.Timestamps);
        }
    }

    [Fact]
    public void Every_byte_of_a_layers_annotations_counts()
    {
        var payload = Encoding.UTF8.GetBytes(
            CosignSigner.SimpleSigning(new Oci.RepositoryReference("registry.example.com", "sf/a").At(Instance.Digest), Instance.Digest));
        var annotations = instance.Sigstore.SignPayload(payload, Instance.At());
        var authority = instance.Authority();
        Assert.True(instance.Passes(() => SignatureMaterial.FromSignatureLayer(payload, annotations, "tag"), authority));
        foreach (var name in new[] { CosignSigner.SignatureAnnotation, "dev.sigstore.cosign/bundle", "dev.sigstore.cosign/certificate" })
        {
            for (var at = 0; at < annotations[name].Length; at++)
            {
                var text = annotations[name].ToCharArray();
                // The log's id is hexadecimal, of which both cases are read.
                text[at] = text[at] is 'A' or 'a' ? 'B' : 'A';
                var changed = new Dictionary<string, string>(annotations, StringComparer.Ordinal) { [name] = new string(text) };
                Assert.False(instance.Passes(() => SignatureMaterial.FromSignatureLayer(payload, changed, "tag"), authority), $"{name} at {at}");
            }
        }

        for (var at = 0; at < payload.Length; at++)
        {
            var changed = (byte[])payload.Clone();
            changed[at] ^= 1;
            Assert.False(instance.Passes(() => SignatureMaterial.FromSignatureLayer(changed, annotations, "tag"), authority));
        }
    }

    [Fact]
    public void A_signed_number_changed_by_one_is_refused()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        var authority = instance.Authority();
        foreach (var path in new object[][]
        {
            ["verificationMaterial", "tlogEntries", 0, "logIndex"],
            ["verificationMaterial", "tlogEntries", 0, "integratedTime"],
            ["verificationMaterial", "tlogEntries", 0, "inclusionProof", "logIndex"],
            ["verificationMaterial", "tlogEntries", 0, "inclusionProof", "treeSize"],
        })
        {
            foreach (var by in new[] { -1, 1 })
            {
                var changed = bundle.DeepClone();
                var number = long.Parse(Get(changed, path).GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
                Get(changed, path).ReplaceWith((number + by).ToString(System.Globalization.CultureInfo.InvariantCulture));
                Assert.False(instance.Passes(() => Instance.Material(changed), authority), string.Join('.', path));
            }
        }
    }

    // What must be said against a part of which a byte is flipped.
    private static string Deep(string part, bool managed) => part switch
    {
        "signature" or "sig" => managed ? nameof(RefusalReason.NoTrustedSignature) : nameof(RefusalReason.InvalidSignature),
        "payload" => managed ? nameof(RefusalReason.NoTrustedSignature) : nameof(RefusalReason.InvalidSignature),
        "digest" => nameof(RefusalReason.WrongSubject),
        "keyId" => nameof(RefusalReason.LogEntryMissing),
        "rawBytes" => nameof(RefusalReason.LogEntryMismatch),
        _ => nameof(RefusalReason.LogEntryInvalid),
    };

    private static IEnumerable<(string Part, string Where, JsonNode Changed)> Flips(JsonNode bundle)
    {
        foreach (var (path, bytes) in Parts(bundle))
        {
            for (var at = 0; at < bytes.Length; at++)
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << (at % 8));
                var changed = bundle.DeepClone();
                Set(changed, path, flipped);
                yield return (path.OfType<string>().Last(), $"{string.Join('.', path)}, byte {at} of {bytes.Length}", changed);
            }
        }
    }

    private string Reason(JsonNode bundle, Authority authority)
    {
        try
        {
            return instance.Judge(bundle, authority) switch
            {
                Verdict.Refused refused => refused.Reason.ToString(),
                var other => other.GetType().Name,
            };
        }
        catch (MalformedException)
        {
            return "Malformed";
        }
    }

    // Every text that is base64, but for the timestamp and the key's hint, parts of which nobody signed.
    private static IEnumerable<(object[] Path, byte[] Bytes)> Parts(JsonNode bundle)
    {
        foreach (var (path, value) in Json.Leaves(bundle))
        {
            if (path[^1] is "hint" or "signedTimestamp" or "envelope" or "mediaType" or "kind" or "version" || value.GetValueKind() != System.Text.Json.JsonValueKind.String) continue;
            var bytes = new byte[value.GetValue<string>().Length];
            if (value.GetValue<string>().Length >= 16 && Convert.TryFromBase64String(value.GetValue<string>(), bytes, out var length)) yield return (path, bytes[..length]);
        }
    }

    /// <summary>What is said: text without its blanks, and where that is base64 (of either alphabet, as DSSE lets it be) the bytes.</summary>
    private static string Bare(JsonNode base64)
    {
        var text = string.Concat(Encoding.UTF8.GetString(Convert.FromBase64String(base64.GetValue<string>())).Where(c => !char.IsWhiteSpace(c)));
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var length) ? Convert.ToHexString(bytes, 0, length) : text;
    }

    private static JsonNode Get(JsonNode root, object[] path) => Json.Get(root, path);

    private static void Set(JsonNode root, object[] path, byte[] bytes) => Get(root, path).ReplaceWith(Convert.ToBase64String(bytes));
}
