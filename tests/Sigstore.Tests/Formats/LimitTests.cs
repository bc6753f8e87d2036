using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Sigstore.Tests.Keyless;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Formats;

/// <summary>Every limit of the parsers, met and missed, and every message with the field's name in it.</summary>
public sealed class LimitTests
{
    private static readonly Instance Instance = new();
    private static readonly JsonObject Good = Instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { Timestamp = true });

    public static TheoryData<string, string, string> Wrong => new()
    {
        { "mediaType", "\"application/vnd.dev.sigstore.bundle.v0.4+json\"", "mediaType" },
        { "mediaType", "3", "mediaType" },
        { "mediaType", "null", "mediaType is missing" },
        { "verificationMaterial", "[]", "verificationMaterial is not an object" },
        { "messageSignature.signature", "\"AQ=\"", "messageSignature.signature is not base64" },
        { "messageSignature.signature", "\"A Q==\"", "messageSignature.signature is not base64" },
        { "messageSignature.signature", "\"AR==\"", "messageSignature.signature is not base64" },
        { "messageSignature.messageDigest.algorithm", "\"MD5\"", "messageSignature.messageDigest" },
        { "verificationMaterial.certificate.rawBytes", "7", "verificationMaterial.certificate.rawBytes is not a text" },
        { "verificationMaterial.tlogEntries", "{}", "verificationMaterial.tlogEntries is not a list" },
        { "verificationMaterial.tlogEntries.0", "\"x\"", "verificationMaterial.tlogEntries[0] is not an object" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"-1\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "-1", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "1.0", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "1e3", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"+1\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\" 1\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"01\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"0x1\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "\"9223372036854775808\"", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logIndex", "true", "tlogEntries[0].logIndex" },
        { "verificationMaterial.tlogEntries.0.logId", "null", "tlogEntries[0].logId is missing" },
        { "verificationMaterial.tlogEntries.0.canonicalizedBody", "null", "tlogEntries[0].canonicalizedBody is missing" },
        { "verificationMaterial.tlogEntries.0.inclusionProof.rootHash", "\"AAAA\"", "inclusionProof has a rootHash of 3 bytes" },
        { "verificationMaterial.tlogEntries.0.inclusionProof.treeSize", "null", "inclusionProof.treeSize is missing" },
        { "verificationMaterial.tlogEntries.0.inclusionProof.hashes.0", "\"AAAA\"", "inclusionProof.hashes[0]" },
        { "verificationMaterial.timestampVerificationData.rfc3161Timestamps.0.signedTimestamp", "\"?\"", "rfc3161Timestamps[0].signedTimestamp is not base64" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_named(string path, string value, string message)
    {
        var changed = Good.DeepClone();
        object[] steps = [.. path.Split('.').Select(step => int.TryParse(step, out var number) ? (object)number : step)];
        var parent = Json.Get(changed, steps[..^1]);
        if (steps[^1] is int index) parent[index] = JsonNode.Parse(value);
        else parent[(string)steps[^1]] = JsonNode.Parse(value);
        Assert.Contains(message, Malformed(changed.ToJsonString()), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_of_anything_is_said()
    {
        foreach (var (name, most) in new[] { ("tlogEntries", 32), ("certificates", 10), ("rfc3161Timestamps", 32), ("hashes", 64) })
        {
            var changed = Good.DeepClone();
            var material = changed["verificationMaterial"]!.AsObject();
            if (name == "certificates")
            {
                material["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray(material["certificate"]!.DeepClone()) };
                material.Remove("certificate");
            }

            var list = Json.Nodes(changed).First(n => n.Path[^1] is string last && last == name).Node.AsArray();
            while (list.Count <= most) list.Add(list[0]!.DeepClone());
            Assert.Contains($"{name} has {most + 1} entries, at most {most} are read", Malformed(changed.ToJsonString()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_that_stands_twice_is_refused_wherever_it_stands()
    {
        var json = Good.ToJsonString();
        foreach (var name in new[] { "mediaType", "signature", "logIndex", "keyId", "canonicalizedBody", "rawBytes" })
        {
            var at = json.IndexOf($"\"{name}\":", StringComparison.Ordinal);
            Assert.Contains("twice", Malformed(json.Insert(at, $"\"{name}\":\"x\",")), StringComparison.Ordinal);
            // Spelled with an escape it is the same key.
            Assert.Contains("twice", Malformed(json.Insert(at, $"\"\\u00{(int)name[0]:x2}{name[1..]}\":\"x\",")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Unknown_fields_and_nulls_harm_nobody()
    {
        var changed = Good.DeepClone();
        changed["somethingNew"] = new JsonObject { ["a"] = 1 };
        changed["verificationMaterial"]!["tlogEntries"]![0]!["somethingNew"] = "x";
        changed["dsseEnvelope"] = null;
        changed["verificationMaterial"]!["publicKey"] = null;
        Instance.Verified(changed);
    }

    [Fact]
    public void Base64_may_be_written_for_addresses_and_unpadded()
    {
        var changed = Good.DeepClone();
        foreach (var (_, node) in Json.Leaves(changed).ToArray())
        {
            if (node.GetValueKind() != System.Text.Json.JsonValueKind.String) continue;
            var text = node.GetValue<string>();
            if (text.Length > 40 && Base64.TryDecode(Encoding.UTF8.GetBytes(text), out _)) node.ReplaceWith(text.Replace('+', '-').Replace('/', '_').TrimEnd('='));
        }

        Instance.Verified(changed);
    }

    [Fact]
    public void Numbers_may_stand_without_quotes()
    {
        var changed = Good.DeepClone();
        foreach (var (path, node) in Json.Leaves(changed).ToArray())
        {
            if (path[^1] is "logIndex" or "treeSize" or "integratedTime") node.ReplaceWith(long.Parse(node.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
        }

        Instance.Verified(changed);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        string Nested(int depth) => Good.ToJsonString()[..^1] + ",\"deep\":" + new string('[', depth) + new string(']', depth) + "}";
        Instance.Material(JsonNode.Parse(Nested(31))!);
        Assert.NotNull(Malformed(Nested(32)));
        Assert.NotNull(Malformed(Nested(100_000)));
    }

    [Fact]
    public void Size_is_bounded()
    {
        var large = new byte[(16 * 1024 * 1024) + 1];
        large.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetBytes(Good.ToJsonString()).CopyTo(large, 0);
        Assert.Contains("at most", Assert.Throws<MalformedException>(() => SignatureMaterial.FromBundle(large, "b")).Message, StringComparison.Ordinal);
        SignatureMaterial.FromBundle(large.AsMemory(0, large.Length - 1), "b");
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{} {}")]
    [InlineData("/* */{}")]
    [InlineData("{\"mediaType\":\"\\ud800\"}")]
    public void What_is_no_document_is_malformed(string json) => Assert.NotNull(Malformed(json));

    [Theory]
    [InlineData("a\n1\nAAAA\n\n— a AAAAAAAA\n")]
    [InlineData("\n1\nROOT\n\n— a AAAAAAAA\n")]
    [InlineData("a\n01\nROOT\n\n— a AAAAAAAA\n")]
    [InlineData("a\n-1\nROOT\n\n— a AAAAAAAA\n")]
    [InlineData("a\n1\nROOT\n— a AAAAAAAA\n")]
    [InlineData("a\n1\nROOT\n\n")]
    [InlineData("a\n1\nROOT\n\n- a AAAAAAAA\n")]
    [InlineData("a\n1\nROOT\n\n— AAAAAAAA\n")]
    [InlineData("a\n1\nROOT\n\n— a AAAA\n")]
    [InlineData("a\n1\nROOT\n\n— a AAAAAAAA")]
    [InlineData("a\r\n1\nROOT\n\n— a AAAAAAAA\n")]
    [InlineData("a\n1\nROOT\n\n— a AAAAAAAA\nx\n")]
    public void What_is_no_checkpoint_is_malformed(string text) =>
        Assert.Throws<MalformedException>(() => Checkpoint.Read(text.Replace("ROOT", Convert.ToBase64String(new byte[32]), StringComparison.Ordinal)));

    [Theory]
    [InlineData("{}", "mediaType")]
    [InlineData("""{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=9"}""", "mediaType")]
    public void What_is_no_trusted_root_is_said(string json, string message) =>
        Assert.Contains(message, Assert.Throws<MalformedException>(() => TrustedRoot.Parse(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("tlogs.0.publicKey.validFor", "null", "tlogs[0].publicKey.validFor is missing")]
    [InlineData("tlogs.0.publicKey.validFor.start", "null", "tlogs[0].publicKey.validFor.start is missing")]
    [InlineData("tlogs.0.publicKey.validFor.start", "\"yesterday\"", "tlogs[0].publicKey.validFor has a start")]
    [InlineData("tlogs.0.publicKey.validFor.start", "\"2026-01-01T00:00:00\"", "tlogs[0].publicKey.validFor has a start")]
    [InlineData("tlogs.0.publicKey.validFor.end", "\"2020-01-01T00:00:00Z\"", "ends before it starts")]
    [InlineData("tlogs.0.publicKey.rawBytes", "\"AAAA\"", "tlogs[0].publicKey cannot be used")]
    [InlineData("certificateAuthorities.0.certChain.certificates.0.rawBytes", "\"AAAA\"", "certificateAuthorities[0].certChain.certificates[0] is not a certificate")]
    [InlineData("certificateAuthorities.0.certChain.certificates", "[]", "certificateAuthorities[0] has no certificate")]
    [InlineData("timestampAuthorities.0.validFor", "null", "timestampAuthorities[0].validFor is missing")]
    [InlineData("ctlogs.0.logId.keyId", "\"AA\"", "ctlogs[0] has a key id")]
    public void A_field_of_a_trusted_root_is_named(string path, string value, string message)
    {
        var root = Instance.Sigstore.TrustedRoot();
        object[] steps = [.. path.Split('.').Select(step => int.TryParse(step, out var number) ? (object)number : step)];
        Json.Get(root, steps[..^1])[(string)steps[^1]] = JsonNode.Parse(value);
        Assert.Contains(message, Assert.Throws<MalformedException>(() => Instance.Root(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_with_an_unknown_kind_of_key_keeps_nobody_from_using_the_others()
    {
        var root = Instance.Sigstore.TrustedRoot();
        var unknown = root["tlogs"]![0]!.DeepClone();
        unknown["publicKey"]!["rawBytes"] = "MEMwBQYDK2VxAzoAX9dEm1m0Yf0s5fsYWrUajca+hZpV5tg5qFN1S7RYz7DmJ0WwSDH8jH1S1qf4Vn0eEo7hBTSrtGsA";
        root["tlogs"]!.AsArray().Insert(0, unknown);
        Instance.Verified(Good, Instance.Authority(root: root));
    }

    // Of the bundle as a whole, or of a part that some policies do not rely on.
    private static string Malformed(string json)
    {
        try
        {
            var read = SignatureMaterial.FromBundle(Encoding.UTF8.GetBytes(json), "b");
            var fault = read.CertificateFault ?? read.ProofFault ?? throw new InvalidOperationException("It could be read.");
            Assert.Equal(RefusalReason.InvalidSignature, Assert.IsType<Verdict.Refused>(Instance.Judge(read)).Reason);
            return fault;
        }
        catch (MalformedException e)
        {
            return e.Message;
        }
    }
}
