using System.Security.Cryptography;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests;

public sealed class PolicyTests
{
    private static PolicyException Refused(Action make) => Assert.Throws<PolicyException>(make);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "it is not PEM")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "it cannot be parsed as a public key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "it is a private key")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "its PEM block is not a PUBLIC KEY")]
    public void An_unusable_key_names_its_authority_and_says_why(string pem, string why)
    {
        var e = Refused(() => _ = new KeyAuthority("release", pem));
        Assert.Equal("release", e.Authority);
        Assert.Contains("'release'", e.Message, StringComparison.Ordinal);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_cut_short_anywhere_is_refused()
    {
        using var key = SigningKey.Generate();
        var pem = key.PublicKeyPem.TrimEnd();
        for (var length = 0; length < pem.Length; length++)
            Refused(() => _ = new KeyAuthority("a", pem[..length]));
    }

    [Fact]
    public void Weak_and_unknown_keys_are_refused()
    {
        using var small = RSA.Create(1024);
        Assert.Contains("1024 bits", Refused(() => _ = new KeyAuthority("a", small.ExportSubjectPublicKeyInfoPem())).Message, StringComparison.Ordinal);
        using var curve = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        Assert.Contains("curve", Refused(() => _ = new KeyAuthority("a", curve.ExportSubjectPublicKeyInfoPem())).Message, StringComparison.Ordinal);
        const string ed448 = "-----BEGIN PUBLIC KEY-----\nMEMwBQYDK2VxAzoAX9dEm1m0Yf0s5fsYWrUajca+hZpV5tg5qFN1S7RYz7DmJ0WwSDH8jH1S1qf4Vn0eEo7hBTSrtGsA\n-----END PUBLIC KEY-----";
        Assert.Contains("not supported", Refused(() => _ = new KeyAuthority("a", ed448)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_in_one_authority_are_refused()
    {
        using var one = SigningKey.Generate();
        using var two = SigningKey.Generate();
        Assert.Contains(
            "more than one", Refused(() => _ = new KeyAuthority("a", one.PublicKeyPem + two.PublicKeyPem)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_key_under_two_names_is_refused()
    {
        using var key = SigningKey.Generate();
        Assert.Contains(
            "same key", Refused(() => SignedRegistry.PolicyOf(2, ("a", key), ("b", key))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_name_for_two_keys_is_refused()
    {
        using var one = SigningKey.Generate();
        using var two = SigningKey.Generate();
        Assert.Contains(
            "two authorities", Refused(() => SignedRegistry.PolicyOf(1, ("a", one), ("a", two))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_policy_that_nothing_or_anything_satisfies_is_refused(int require)
    {
        using var key = SigningKey.Generate();
        Assert.Contains("require", Refused(() => SignedRegistry.PolicyOf(require, ("a", key))).Message, StringComparison.Ordinal);
        Refused(() => _ = new VerificationPolicy([]));
    }

    [Fact]
    public void Policies_that_judge_differently_have_different_hashes()
    {
        using var one = SigningKey.Generate();
        using var two = SigningKey.Generate();
        string[] hashes =
        [
            SignedRegistry.PolicyOf(1, ("a", one)).Hash, SignedRegistry.PolicyOf(1, ("b", one)).Hash,
            SignedRegistry.PolicyOf(1, ("a", two)).Hash, SignedRegistry.PolicyOf(1, ("a", one), ("b", two)).Hash,
            SignedRegistry.PolicyOf(2, ("a", one), ("b", two)).Hash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(hashes[0], SignedRegistry.PolicyOf(1, ("a", one)).Hash);
    }

    [Fact]
    public void Names_with_commas_and_witnesses_with_other_names_make_other_policies()
    {
        using var one = SigningKey.Generate();
        using var two = SigningKey.Generate();
        using var three = SigningKey.Generate();
        Authority[] authorities = [new KeyAuthority("a", one.PublicKeyPem), new KeyAuthority("b", two.PublicKeyPem), new KeyAuthority("a,b", three.PublicKeyPem)];
        string By(params string[] names) => new VerificationPolicy(authorities, attestations: [new AttestationRequirement("x", "t") { Authorities = names }]).Hash;
        Assert.NotEqual(By("a", "b"), By("a,b"));
        string Group(params string[] names) => new VerificationPolicy(authorities, groups: [new AuthorityGroup("g", names)]).Hash;
        Assert.NotEqual(Group("a", "b"), Group("a,b"));
        using var instance = new Keyless.Instance();
        string Witnessed(string name) => new VerificationPolicy([instance.Authority(demand: EvidenceDemand.Keyless with
        {
            Witnesses = [Witness.Parse(new CheckpointWitness(name, one, Keyless.Instance.Signed).VerifierKey)], WitnessThreshold = 1,
        })]).Hash;
        Assert.Equal(Witnessed("w1"), Witnessed("w1"));
        Assert.NotEqual(Witnessed("w1"), Witnessed("w2"));
    }
}
