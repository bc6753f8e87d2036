using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Every window of time, met to the second and missed by one.</summary>
public sealed class WindowTests : IDisposable
{
    private static readonly DateTimeOffset Signed = Instance.Signed;
    private readonly Instance instance = new();

    // The owner of the window in the trusted root, the log, and what is refused when the window is missed.
    public static TheoryData<string, int, LogKind, RefusalReason> Keys => new()
    {
        { "tlogs", 0, LogKind.Rekor1, RefusalReason.LogEntryInvalid },
        { "tlogs", 1, LogKind.Rekor2, RefusalReason.LogEntryInvalid },
        { "tlogs", 2, LogKind.Rekor2Ecdsa, RefusalReason.LogEntryInvalid },
        { "ctlogs", 0, LogKind.Rekor1, RefusalReason.CertificateNotLogged },
        { "ctlogs", 0, LogKind.Rekor2, RefusalReason.CertificateNotLogged },
        { "certificateAuthorities", 0, LogKind.Rekor1, RefusalReason.CertificateExpired },
        { "certificateAuthorities", 0, LogKind.Rekor2, RefusalReason.CertificateExpired },
        { "timestampAuthorities", 0, LogKind.Rekor2, RefusalReason.TimestampInvalid },
    };

    public void Dispose() => instance.Dispose();

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_keys_window_is_closed_on_both_ends(string owner, int number, LogKind log, RefusalReason missed)
    {
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(log));
        instance.Verified(bundle, Within(owner, number, Signed, Signed));
        instance.Refused(missed, bundle, Within(owner, number, Signed.AddSeconds(1), Signed.AddYears(1)));
        instance.Refused(missed, bundle, Within(owner, number, Signed.AddYears(-1), Signed.AddSeconds(-1)));
    }

    [Theory]
    [InlineData(LogKind.Rekor1)]
    [InlineData(LogKind.Rekor2)]
    public void A_certificate_is_judged_at_the_verified_time(LogKind log)
    {
        var leaf = new LeafRequest { Lifetime = TimeSpan.FromSeconds(600), PromisedAt = Signed };
        instance.Verified(Sign(log, leaf with { NotBefore = Signed }));
        instance.Verified(Sign(log, leaf with { NotBefore = Signed.AddSeconds(-600) }));
        instance.Refused(RefusalReason.CertificateExpired, Sign(log, leaf with { NotBefore = Signed.AddSeconds(1) }));
        instance.Refused(RefusalReason.CertificateExpired, Sign(log, leaf with { NotBefore = Signed.AddSeconds(-601) }));
    }

    [Fact]
    public void Every_verified_time_must_be_within_the_certificate_and_not_one_of_them()
    {
        var early = instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { Timestamp = true });
        var signature = Convert.FromBase64String(Json.Get(early, "messageSignature", "signature").GetValue<string>());
        foreach (var (seconds, good) in new[] { (600, true), (601, false), (-1, false), (0, true) })
        {
            var stamp = instance.Sigstore.Timestamps.Stamp(signature, Signed.AddSeconds(seconds));
            var bundle = early.DeepClone();
            Json.Get(bundle, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0, "signedTimestamp").ReplaceWith(Convert.ToBase64String(stamp));
            if (good) instance.Verified(bundle);
            else instance.Refused(RefusalReason.CertificateExpired, bundle);
        }
    }

    [Fact]
    public void The_authoritys_own_certificates_must_have_been_valid()
    {
        using var young = new SigstoreInstance(Signed, TimeSpan.FromDays(365));
        var root = Open(young.TrustedRoot());
        var leaf = new LeafRequest { NotBefore = Signed.AddMinutes(-5), PromisedAt = Signed };
        instance.Verified(young.SignMessage(Instance.Content, Instance.At() with { Leaf = leaf }), instance.Authority(root: root));
        var before = young.SignMessage(Instance.Content, Instance.At() with { Leaf = leaf, Time = Signed.AddSeconds(-1) });
        instance.Refused(RefusalReason.CertificateExpired, before, instance.Authority(root: root));
        var after = young.SignMessage(Instance.Content, Instance.At() with { Time = Signed.AddDays(365).AddSeconds(1) });
        instance.Refused(RefusalReason.CertificateExpired, after, instance.Authority(root: root));
    }

    [Fact]
    public void The_timestamp_authoritys_own_certificates_must_have_been_valid()
    {
        using var young = new SigstoreInstance(Signed, TimeSpan.FromDays(365));
        var root = young.TrustedRoot();
        root["certificateAuthorities"] = instance.Sigstore.TrustedRoot()["certificateAuthorities"]!.DeepClone();
        root["ctlogs"] = instance.Sigstore.TrustedRoot()["ctlogs"]!.DeepClone();
        root["tlogs"] = instance.Sigstore.TrustedRoot()["tlogs"]!.DeepClone();
        root = Open(root);
        foreach (var (seconds, good) in new[] { (0, true), (-1, false) })
        {
            var time = Signed.AddSeconds(seconds);
            var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2) with { Time = time });
            var signature = Convert.FromBase64String(Json.Get(bundle, "messageSignature", "signature").GetValue<string>());
            Json.Get(bundle, "verificationMaterial", "timestampVerificationData", "rfc3161Timestamps", 0, "signedTimestamp")
                .ReplaceWith(Convert.ToBase64String(young.Timestamps.Stamp(signature, time)));
            if (good) instance.Verified(bundle, instance.Authority(root: root));
            else instance.Refused(RefusalReason.TimestampInvalid, bundle, instance.Authority(root: root));
        }
    }

    [Fact]
    public void Without_a_verified_time_a_certificate_is_never_judged_by_the_clock()
    {
        var leaf = new LeafRequest { NotBefore = Instance.Now.AddMinutes(-1) };
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2) with { Time = Instance.Now, Leaf = leaf });
        Json.Get(bundle, "verificationMaterial").AsObject().Remove("timestampVerificationData");
        instance.Refused(RefusalReason.TimestampMissing, bundle);
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(-1, -1, false)]
    [InlineData(1, 1, false)]
    [InlineData(-1, 1, true)]
    public void A_managed_keys_entry_that_nothing_dates_is_taken_to_be_of_now(int start, int end, bool good)
    {
        using var key = SigningKey.Generate();
        var bundle = instance.Sigstore.SignMessage(Instance.Content, Instance.At(LogKind.Rekor2) with { Key = key });
        bundle["verificationMaterial"]!.AsObject().Remove("timestampVerificationData");
        var root = instance.Sigstore.TrustedRoot();
        Window(root["tlogs"]![1]!["publicKey"]!, Instance.Now.AddSeconds(start), Instance.Now.AddSeconds(end));
        var authority = new KeyAuthority("release", key.PublicKeyPem, new TrustState.Known(instance.Root(root)), new EvidenceDemand { LogEntries = 1 });
        if (good) Assert.Null(instance.Verified(bundle, authority).SignedAt);
        else instance.Refused(RefusalReason.LogEntryInvalid, bundle, authority);
    }

    private JsonObject Sign(LogKind log, LeafRequest leaf) => instance.Sigstore.SignMessage(Instance.Content, Instance.At(log) with { Leaf = leaf });

    private KeylessAuthority Within(string owner, int number, DateTimeOffset start, DateTimeOffset end)
    {
        var root = instance.Sigstore.TrustedRoot();
        var entry = root[owner]![number]!;
        Window(entry is JsonObject json && json.ContainsKey("publicKey") ? entry["publicKey"]! : entry, start, end);
        return instance.Authority(root: root);
    }

    private static JsonObject Open(JsonObject root)
    {
        foreach (var (_, node) in Json.Nodes(root).ToArray())
        {
            if (node is JsonObject json && json.ContainsKey("validFor")) Window(json, Instance.Start.AddYears(-5), Instance.Start.AddYears(20));
        }

        return root;
    }

    private static void Window(JsonNode owner, DateTimeOffset start, DateTimeOffset end) => owner["validFor"] = new JsonObject
    {
        ["start"] = start.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["end"] = end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };
}
