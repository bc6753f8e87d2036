using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keyless;

/// <summary>Which certificates count, and whose they are.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly Instance instance = new();

    public void Dispose() => instance.Dispose();

    public static TheoryData<string, RefusalReason> Unusable => new()
    {
        { "no usage", RefusalReason.CertificateUnusable },
        { "another usage", RefusalReason.CertificateUnusable },
        { "an authority's", RefusalReason.CertificateUnusable },
        { "not for signatures", RefusalReason.CertificateUnusable },
        { "an unknown critical extension", RefusalReason.CertificateUnusable },
        { "two names", RefusalReason.NoTrustedSignature },
        { "no name", RefusalReason.NoTrustedSignature },
        { "two issuers", RefusalReason.InvalidSignature },
        { "no issuer", RefusalReason.NoTrustedSignature },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_certificate_that_must_not_sign_is_refused(string what, RefusalReason reason)
    {
        var leaf = what switch
        {
            "no usage" => new LeafRequest { Usages = [] },
            "another usage" => new LeafRequest { Usages = ["1.3.6.1.5.5.7.3.1"] },
            "an authority's" => new LeafRequest { IsAuthority = true },
            "not for signatures" => new LeafRequest { MaySign = false },
            "an unknown critical extension" => new LeafRequest { UnknownCritical = true },
            "two names" => new LeafRequest { Emails = ["a@example.com"] },
            "no name" => new LeafRequest { Uris = [] },
            "two issuers" => new LeafRequest { OldIssuer = "https://elsewhere.example.com" },
            _ => new LeafRequest { Issuer = null, OldIssuer = null },
        };
        instance.Refused(reason, Sign(leaf));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_issuer_is_read_from_either_extension(bool current, bool old) => instance.Verified(Sign(
        new LeafRequest { Issuer = current ? LeafRequest.GitHub : null, OldIssuer = old ? LeafRequest.GitHub : null }));

    [Fact]
    public void Names_may_be_addresses_and_other_names()
    {
        instance.Verified(Sign(new LeafRequest { Uris = [], Emails = ["dev@example.com"] }), Who("dev@example.com"));
        instance.Verified(Sign(new LeafRequest { Uris = [], OtherNames = ["dev!example.com"] }), Who("dev!example.com"));
        instance.Verified(Sign(new LeafRequest { Uris = [], DnsNames = ["build.example.com"] }), Who("build.example.com"));
        instance.Verified(Sign(new LeafRequest { Uris = [], Addresses = [[192, 0, 2, 7]] }), Who("192.0.2.7"));
        instance.Refused(RefusalReason.NoTrustedSignature, Sign(new LeafRequest { Uris = [], Emails = ["dev@example.com"] }), Who("DEV@example.com"));
        instance.Refused(RefusalReason.NoTrustedSignature, Sign(new LeafRequest { DnsNames = ["build.example.com"] }), Who("build.example.com"));
        instance.Refused(RefusalReason.InvalidSignature, Sign(new LeafRequest { Uris = [], Addresses = [[192, 0, 2]] }), Who("192.0.2"));
    }

    [Theory]
    [InlineData("https://github.com/example/.*", true)]
    [InlineData("https://github.com/example/finance", false)]
    [InlineData("https://github\\.com/(example|other)/.+@refs/heads/main", true)]
    [InlineData("https://github.com/example/.*@refs/heads/mai", false)]
    [InlineData(".*/release.yml@refs/tags/v\\d+", false)]
    public void A_pattern_is_about_the_whole_name(string pattern, bool matches)
    {
        var authority = instance.Authority(new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Pattern(pattern)));
        Assert.Equal(matches, instance.Judge(Sign(new LeafRequest()), authority) is Verdict.Verified);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("a)|(b")]
    [InlineData("(?=x)")]
    [InlineData("(a)\\1")]
    [InlineData("(?x)a#")]
    public void A_pattern_that_is_none_or_takes_more_than_linear_time_is_refused(string pattern) =>
        Assert.Throws<PolicyException>(() => TextMatch.Pattern(pattern));

    [Fact]
    public void A_pattern_never_takes_long()
    {
        var match = TextMatch.Pattern("(a*)*b");
        Assert.False(match.Matches(new string('a', 100_000)));
    }

    [Theory]
    [InlineData("sourceRepositoryURI", "https://github.com/example/finance", true)]
    [InlineData("sourceRepositoryURI", "https://github.com/example/other", false)]
    [InlineData("1.3.6.1.4.1.57264.1.12", "https://github.com/example/finance", true)]
    [InlineData("runnerEnvironment", "github-hosted", true)]
    [InlineData("githubWorkflowRef", "refs/heads/main", true)]
    [InlineData("sourceRepositoryDigest", "0123", false)]
    public void Any_extension_may_be_demanded(string name, string value, bool matches)
    {
        var leaf = new LeafRequest
        {
            Extensions = new Dictionary<int, string> { [6] = "refs/heads/main", [11] = "github-hosted", [12] = "https://github.com/example/finance" },
        };
        var identity = new CertificateIdentity(
            TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(LeafRequest.Workflow),
            new Dictionary<string, TextMatch>(StringComparer.Ordinal) { [name] = TextMatch.Exactly(value) });
        Assert.Equal(matches, instance.Judge(Sign(leaf), instance.Authority(identity)) is Verdict.Verified);
    }

    [Fact]
    public void An_extension_that_does_not_exist_is_no_policy() => Assert.Throws<PolicyException>(() => new CertificateIdentity(
        null, TextMatch.Exactly("a"), new Dictionary<string, TextMatch>(StringComparer.Ordinal) { ["sourceRepo"] = TextMatch.Exactly("x") }));

    [Fact]
    public void Another_instances_certificate_is_refused()
    {
        using var other = new SigstoreInstance(Instance.Start, TimeSpan.FromDays(3650));
        instance.Refused(RefusalReason.LogEntryMissing, other.SignMessage(Instance.Content, Instance.At()));
        var mixed = instance.Sigstore.TrustedRoot();
        mixed["tlogs"] = other.TrustedRoot()["tlogs"]!.DeepClone();
        // The same names all over: only the signature tells one authority from the other.
        instance.Refused(RefusalReason.CertificateUntrusted, other.SignMessage(Instance.Content, Instance.At()), instance.Authority(root: mixed));
    }

    [Fact]
    public void A_promise_by_an_unknown_log_does_not_count_and_a_wrong_one_is_refused()
    {
        using var other = new SigstoreInstance(Instance.Start, TimeSpan.FromDays(3650));
        var root = instance.Sigstore.TrustedRoot();
        root["ctlogs"] = other.TrustedRoot()["ctlogs"]!.DeepClone();
        instance.Refused(RefusalReason.CertificateNotLogged, Sign(new LeafRequest()), instance.Authority(root: root));
        instance.Verified(Sign(new LeafRequest()), instance.Authority(root: root, demand: new EvidenceDemand { LogEntries = 1 }));
        root["ctlogs"]![0]!["logId"] = instance.Sigstore.TrustedRoot()["ctlogs"]![0]!["logId"]!.DeepClone();
        instance.Refused(RefusalReason.CertificateNotLogged, Sign(new LeafRequest()), instance.Authority(root: root));
    }

    [Fact]
    public void A_promise_may_have_extensions() => instance.Verified(Sign(new LeafRequest { PromiseExtensions = [0, 0, 5, 1, 2, 3, 4, 5] }));

    [Fact]
    public void A_chain_with_a_broken_link_vouches_for_nobody()
    {
        using var other = new SigstoreInstance(Instance.Start, TimeSpan.FromDays(3650));
        var root = instance.Sigstore.TrustedRoot();
        var certificates = root["certificateAuthorities"]![0]!["certChain"]!["certificates"]!.AsArray();
        certificates[1] = other.TrustedRoot()["certificateAuthorities"]![0]!["certChain"]!["certificates"]![1]!.DeepClone();
        instance.Refused(RefusalReason.CertificateUntrusted, Sign(new LeafRequest()), instance.Authority(root: root));
    }

    [Fact]
    public void A_certificate_authority_of_ones_own_is_trusted_by_its_root()
    {
        using var own = CertificateTree.Create(Instance.Start, TimeSpan.FromDays(3650), name: "own");
        var leaf = new LeafRequest { Issuer = null, OldIssuer = null, NotBefore = Instance.Signed, Lifetime = TimeSpan.FromDays(365) };
        var request = Instance.At(LogKind.None) with { Leaf = leaf, Issuer = own };
        var bundle = instance.Sigstore.SignMessage(Instance.Content, request);
        var identity = new CertificateIdentity(null, TextMatch.Exactly(LeafRequest.Workflow));
        var both = own.Intermediate.ExportCertificatePem() + "\n" + own.Root.ExportCertificatePem();
        instance.Verified(bundle, new CertificateAuthority("own", both, identity));
        // The intermediate may as well come along.
        instance.Refused(RefusalReason.CertificateUntrusted, bundle, new CertificateAuthority("own", own.Root.ExportCertificatePem(), identity));
        var chained = bundle.DeepClone();
        var material = chained["verificationMaterial"]!.AsObject();
        material["x509CertificateChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray(material["certificate"]!.DeepClone(), new JsonObject { ["rawBytes"] = Convert.ToBase64String(own.Intermediate.RawData) }),
        };
        material.Remove("certificate");
        instance.Verified(chained, new CertificateAuthority("own", own.Root.ExportCertificatePem(), identity));
        var expired = new LeafRequest { Issuer = null, OldIssuer = null, NotBefore = Instance.Signed };
        instance.Refused(
            RefusalReason.CertificateExpired, instance.Sigstore.SignMessage(Instance.Content, request with { Leaf = expired }), new CertificateAuthority("own", both, identity));
        var stamped = instance.Sigstore.SignMessage(Instance.Content, request with { Leaf = expired, Timestamp = true });
        instance.Verified(stamped, new CertificateAuthority("own", both, identity, new TrustState.Known(instance.Root()), new EvidenceDemand { Timestamps = 1 }));
        using var others = CertificateTree.Create(Instance.Start, TimeSpan.FromDays(3650), name: "own");
        instance.Refused(RefusalReason.CertificateUntrusted, bundle, new CertificateAuthority("own", others.Root.ExportCertificatePem(), identity));
    }

    [Fact]
    public void A_bundle_with_a_root_certificate_in_it_is_refused()
    {
        var bundle = Sign(new LeafRequest());
        var material = bundle["verificationMaterial"]!.AsObject();
        material["x509CertificateChain"] = new JsonObject
        {
            ["certificates"] = new JsonArray(material["certificate"]!.DeepClone(), new JsonObject { ["rawBytes"] = Convert.ToBase64String(instance.Sigstore.Fulcio.Root.RawData) }),
        };
        material.Remove("certificate");
        var refused = Assert.IsType<Verdict.Refused>(instance.Judge(bundle));
        Assert.Equal(RefusalReason.InvalidSignature, refused.Reason);
        Assert.Contains("certificates[1] is a root certificate", refused.Message, StringComparison.Ordinal);
    }

    private KeylessAuthority Who(string subject) => instance.Authority(new CertificateIdentity(TextMatch.Exactly(LeafRequest.GitHub), TextMatch.Exactly(subject)));

    private JsonObject Sign(LeafRequest leaf) => instance.Sigstore.SignMessage(Instance.Content, Instance.At() with { Leaf = leaf });
}
