using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every byte that somebody signed, changed, one at a time.</summary>
public sealed class FlippedTests : IDisposable
{
    private readonly Instance instance = new();

    // Every byte for the two commonest kinds, every seventh of what is long for their relatives.
    public static TheoryData<LogKind, string?, int> Kinds => new()
    {
        { LogKind.Rekor1, null, 1 }, { LogKind.Rekor1, "dsse", 7 }, { LogKind.Rekor1, "intoto", 7 },
        { LogKind.Rekor2, null, 7 }, { LogKind.Rekor2, "dsse", 1 }, { LogKind.Rekor2, "hashedrekord", 7 }, { LogKind.Rekor2Ecdsa, null, 7 },
    };

    public void Dispose() => instance.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_byte_of_every_part_counts(LogKind log, string? entry, int every)
    {
        var request = Instance.At(log) with { Entry = entry };
        var bundle = entry is null
            ? instance.Sigstore.SignMessage(Instance.Content, request) : instance.Sigstore.SignStatement(Instance.SignatureStatement(), request);
        var authority = instance.Authority();
        instance.Verified(bundle, authority);
        var tried = 0;
        foreach (var (path, bytes) in Parts(bundle))
        {
            var step = bytes.Length > 100 ? every : 1;
            for (var at = 0; at < bytes.Length; at += step)
            {
                var flipped = (byte[])bytes.Clone();
                flipped[at] ^= (byte)(1 << (at % 8));
                var changed = bundle.DeepClone();
                Set(changed, path, flipped);
                Assert.False(instance.Passes(() => Instance.Material(changed), authority), $"{string.Join('.', path)}, byte {at} of {bytes.Length}");
                tried++;
            }
        }

        Assert.True(tried * every > 2000, $"{tried}");
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
        foreach (var name in new[] { CosignSigner.SignatureAnnotation, "dev.sigstore.cosign/bundle" })
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

    // Every text that is base64, but for the timestamp, parts of which nobody signed.
    private static IEnumerable<(object[] Path, byte[] Bytes)> Parts(JsonNode bundle)
    {
        foreach (var (path, value) in Json.Leaves(bundle))
        {
            if (path[^1] is "signedTimestamp" or "envelope" or "mediaType" or "kind" or "version" || value.GetValueKind() != System.Text.Json.JsonValueKind.String) continue;
            var bytes = new byte[value.GetValue<string>().Length];
            if (value.GetValue<string>().Length >= 16 && Convert.TryFromBase64String(value.GetValue<string>(), bytes, out var length)) yield return (path, bytes[..length]);
        }
    }

    private static JsonNode Get(JsonNode root, object[] path) => Json.Get(root, path);

    private static void Set(JsonNode root, object[] path, byte[] bytes) => Get(root, path).ReplaceWith(Convert.ToBase64String(bytes));
}
