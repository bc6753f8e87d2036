using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Log entries, timestamps and witnesses: how many, by whom, about what.</summary>
public sealed class EvidenceTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    [Fact]
    public void A_timestamp_bound_to_another_certificate_is_refused()
    {
        var other = instance.Sigstore.TimestampTree.Intermediate.RawData;
        Stamped(RefusalReason.TimestampInvalid, signature => instance.Sigstore.Timestamps.Stamp(signature, Instance.Signed, boundTo: other));
    }

    [Fact]
    public void A_timestamp_that_was_not_granted_is_refused() =>
        Stamped(RefusalReason.TimestampInvalid, signature => instance.Sigstore.Timestamps.Stamp(signature, Instance.Signed, status: 2));

    [Fact]
    public void A_timestamp_without_its_certificate_is_as_good() =>
        Stamped(null, signature => instance.Sigstore.Timestamps.Stamp(signature, Instance.Signed, embed: false));

    [Fact]
    public void A_timestamp_about_something_else_is_refused() =>
        Stamped(RefusalReason.TimestampInvalid, _ => instance.Sigstore.Timestamps.Stamp([1], Instance.Signed));

    [Fact]
    public void A_timestamp_by_nobody_known_does_not_count()
    {
        using var other = new SigstoreInstance(Instance.Start, TimeSpan.FromDays(3650));
        Stamped(RefusalReason.TimestampMissing, signature => other.Timestamps.Stamp(signature, Instance.Signed), sameNames: false);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timestamp_by_nobody_known_harms_nobody_whatever_it_is_about(bool about)
    {
        var root = instance.Sigstore.TrustedRoot();
        root["timestampAuthorities"] = new JsonArray();
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { Timestamp = true });
        if (!about)
            Json.Get(bundle, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0, "signedTimestamp")
                .ReplaceWith(Convert.ToBase64String(instance.Sigstore.Timestamps.Stamp([1], Instance.Signed)));
        Assert.Empty(instance.Verified(bundle, instance.Authority(root: root)).Timestamps);
    }

    [Theory]
    [InlineData(false, "1.3.6.1.5.5.7.3.8")]
    [InlineData(true, "1.3.6.1.5.5.7.3.3")]
    [InlineData(true, "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.3")]
    public void A_certificate_for_more_than_timestamps_gives_none(bool critical, params string[] usages)
    {
        using var key = SigningKey.Generate();
        var tree = instance.Sigstore.TimestampTree;
        var certificate = tree.IssueForTimestamps(key, Instance.Start, Instance.Start.AddYears(5), critical, usages);
        var root = instance.Sigstore.TrustedRoot();
        root["timestampAuthorities"]![0]!["certChain"]!["certificates"]![0]!["rawBytes"] = Convert.ToBase64String(certificate);
        Stamped(RefusalReason.TimestampInvalid, signature => new TimestampAuthority(key, certificate).Stamp(signature, Instance.Signed), root);
    }

    [Fact]
    public void A_root_may_leave_out_the_timestamp_authoritys_own_certificate()
    {
        var root = instance.Sigstore.TrustedRoot();
        root["timestampAuthorities"]![0]!["certChain"]!["certificates"]!.AsArray().RemoveAt(0);
        Stamped(null, signature => instance.Sigstore.Timestamps.Stamp(signature, Instance.Signed), root);
        Stamped(RefusalReason.TimestampMissing, signature => instance.Sigstore.Timestamps.Stamp(signature, Instance.Signed, embed: false), root);
    }

    [Fact]
    public void Two_entries_in_one_log_are_one_log()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        var entries = bundle["verificationMaterial"]!["tlogEntries"]!.AsArray();
        entries.Add(entries[0]!.DeepClone());
        var two = instance.Authority(demand: EvidenceDemand.Keyless with { LogEntries = 2 });
        instance.Verified(bundle);
        instance.Refused(RefusalReason.LogEntryMissing, bundle, two);
    }

    [Fact]
    public void Two_timestamps_of_one_authority_are_one_authority()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        var stamps = bundle["verificationMaterial"]!["timestampVerificationData"]!["rfc3161Timestamps"]!.AsArray();
        stamps.Add(stamps[0]!.DeepClone());
        instance.Refused(RefusalReason.TimestampMissing, bundle, instance.Authority(demand: EvidenceDemand.Keyless with { Timestamps = 2 }));
    }

    [Fact]
    public void A_promise_is_enough_for_v01_only_and_a_proof_for_all()
    {
        foreach (var (version, good) in new[] { ("0.1", true), ("0.2", false), ("0.3", false) })
        {
            var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { MediaType = $"application/vnd.dev.sigstore.bundle+json;version={version}" });
            var entry = bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject();
            entry.Remove("inclusionProof");
            if (good) instance.Verified(bundle);
            else instance.Refused(RefusalReason.LogEntryInvalid, bundle);
        }
    }

    [Fact]
    public void An_entry_without_a_promise_tells_no_time()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject().Remove("inclusionPromise");
        instance.Refused(RefusalReason.TimestampMissing, bundle);
    }

    [Fact]
    public void A_checkpoint_of_another_tree_is_refused()
    {
        var log = instance.Sigstore.Rekor2;
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        object[] at = ["verificationMaterial", "tlogEntries", 0, "inclusionProof"];
        var proof = Json.Get(bundle, at);
        var size = long.Parse(proof["treeSize"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture);
        var root = Convert.FromBase64String(proof["rootHash"]!.GetValue<string>());
        foreach (var (otherSize, otherRoot, good) in new[] { (size, root, true), (size + 1, root, false), (size, new byte[32], false) })
        {
            var changed = bundle.DeepClone();
            Json.Get(changed, [.. at, "checkpoint", "envelope"]).ReplaceWith(log.Checkpoint(otherSize, otherRoot));
            if (good) instance.Verified(changed);
            else instance.Refused(RefusalReason.LogEntryInvalid, changed);
        }
    }

    [Theory]
    [InlineData("https://log2026.rekor.example.com", true)]
    [InlineData("https://log2026.rekor.example.com/", true)]
    [InlineData("https://log2026.rekor.example.com:3000", true)]
    [InlineData("https://log2026.rekor.example.com/tiles/2026/", true)]
    [InlineData("https://rekor.example.com", false)]
    [InlineData("https://log2026.rekor.example.com.example.org", false)]
    [InlineData("log2026.rekor.example.com", true)]
    [InlineData("", false)]
    public void A_tiled_logs_checkpoint_bears_the_name_of_its_host(string address, bool good)
    {
        var root = instance.Sigstore.TrustedRoot();
        root["tlogs"]![1]!["baseUrl"] = address;
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        if (good) instance.Verified(bundle, instance.Authority(root: root));
        else instance.Refused(RefusalReason.LogEntryInvalid, bundle, instance.Authority(root: root));
    }

    [Fact]
    public void A_tiled_logs_checkpoint_may_bear_its_address_without_the_scheme()
    {
        using var key = SigningKey.GenerateEd25519();
        var log = new TransparencyLog("logs.example.com:3000/2026", key, tiled: true);
        var root = instance.Sigstore.TrustedRoot();
        var entry = root["tlogs"]![1]!;
        entry["baseUrl"] = "https://logs.example.com:3000/2026/";
        entry["publicKey"]!["rawBytes"] = Convert.ToBase64String(log.PublicKey);
        entry["logId"]!["keyId"] = Convert.ToBase64String(log.Id);
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        var body = Convert.FromBase64String(Json.Get(bundle, "verificationMaterial", "tlogEntries", 0, "canonicalizedBody").GetValue<string>());
        bundle["verificationMaterial"]!["tlogEntries"] = new JsonArray(log.Add("hashedrekord", "0.0.2", body, Instance.Signed));
        instance.Verified(bundle, instance.Authority(root: root));
    }

    [Fact]
    public void An_entry_must_say_of_which_kind_it_is()
    {
        foreach (var kind in new[] { LogKind.Rekor1, LogKind.Rekor2 })
        {
            var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(kind));
            var entry = bundle["verificationMaterial"]!["tlogEntries"]![0]!.AsObject();
            entry.Remove("kindVersion");
            // So that a tiled log's entry could pass for another's, whose checkpoint's name is its own affair.
            entry["integratedTime"] = "1";
            instance.Refused(RefusalReason.InvalidSignature, bundle);
        }
    }

    [Fact]
    public void Witnesses_may_be_demanded_in_both_kinds_of_keys()
    {
        using var ed25519 = SigningKey.GenerateEd25519();
        using var ecdsa = SigningKey.Generate();
        using var absent = SigningKey.GenerateEd25519();
        var one = new CheckpointWitness("witness.example.com/one", ed25519, Instance.Signed);
        var two = new CheckpointWitness("witness.example.com/two", ecdsa, Instance.Signed);
        var three = new CheckpointWitness("witness.example.com/three", absent, Instance.Signed);
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2) with { Witnesses = [one, two] });
        Witness[] known = [Witness.Parse(one.VerifierKey), Witness.Parse(two.VerifierKey), Witness.Parse(three.VerifierKey)];
        Assert.Equal(2, instance.Verified(bundle, Demanding(known, 2)).Logs[0].Witnesses);
        instance.Refused(RefusalReason.LogEntryInvalid, bundle, Demanding(known, 3));
        var bare = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        instance.Verified(bare, Demanding(known, 0));
        instance.Refused(RefusalReason.LogEntryInvalid, bare, Demanding(known, 1));
        Assert.Throws<PolicyException>(() => Demanding([known[0], known[0]], 2));
        // Without an entry there would be no checkpoint, and the witnesses would be demanded of nothing.
        using var key = SigningKey.Generate();
        var unlogged = new EvidenceDemand { Witnesses = known, WitnessThreshold = 1 };
        Assert.Contains("logEntries", Assert.Throws<PolicyException>(() => new KeyAuthority("release", key.PublicKeyPem, null, unlogged)).Message, StringComparison.Ordinal);
        Assert.Throws<PolicyException>(() => instance.Authority(demand: EvidenceDemand.Keyless with { LogEntries = 0, Witnesses = known, WitnessThreshold = 1 }));
        Assert.Throws<PolicyException>(() => Witness.Parse(one.VerifierKey.Replace("/one", "/own", StringComparison.Ordinal)));
        Assert.Throws<PolicyException>(() => Witness.Parse("nonsense"));
    }

    [Fact]
    public void A_managed_key_in_the_log_must_be_the_one_that_signed()
    {
        using var key = SigningKey.Generate();
        using var other = SigningKey.Generate();
        var authority = new KeyAuthority("release", key.PublicKeyPem, new TrustState.Known(instance.Root()), new EvidenceDemand { LogEntries = 1 });
        var good = instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { Key = key });
        instance.Verified(good, authority);
        var signature = Convert.FromBase64String(Json.Get(good, "messageSignature", "signature").GetValue<string>());
        var body = EntryBodies.HashedRekord1(Instance.Content, signature, other, null);
        var forged = good.DeepClone();
        forged["verificationMaterial"]!["tlogEntries"] = new JsonArray(instance.Sigstore.Rekor1.Add("hashedrekord", "0.0.1", body, Instance.Signed));
        instance.Refused(RefusalReason.LogEntryMismatch, forged, authority);
    }

    [Fact]
    public void An_entry_of_an_unsupported_kind_is_refused()
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At());
        var body = """{"apiVersion":"0.0.1","kind":"rekord","spec":{}}"""u8.ToArray();
        bundle["verificationMaterial"]!["tlogEntries"] = new JsonArray(instance.Sigstore.Rekor1.Add("rekord", "0.0.1", body, Instance.Signed));
        instance.Refused(RefusalReason.LogEntryInvalid, bundle);
    }

    private KeylessAuthority Demanding(Witness[] witnesses, int threshold) =>
        instance.Authority(demand: EvidenceDemand.Keyless with { Witnesses = witnesses, WitnessThreshold = threshold });

    private void Stamped(RefusalReason? reason, Func<byte[], byte[]> stamp, JsonObject? root = null, bool sameNames = true)
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2));
        var signature = Convert.FromBase64String(Json.Get(bundle, "messageSignature", "signature").GetValue<string>());
        Json.Get(bundle, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0, "signedTimestamp")
            .ReplaceWith(Convert.ToBase64String(stamp(signature)));
        var authority = instance.Authority(root: root);
        if (reason is null)
        {
            instance.Verified(bundle, authority);
            return;
        }

        var refused = Assert.IsType<Verdict.Refused>(instance.Judge(bundle, authority));
        // Two test authorities share their names and numbers: a token of the other may be taken for a wrong one of this.
        Assert.True(refused.Reason == reason || (!sameNames && refused.Reason == RefusalReason.TimestampInvalid), refused.Message);
    }
}
