using System.Formats.Asn1;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keys;

/// <summary>RFC 8032, 7.1, and what a verifier must refuse.</summary>
public sealed class Ed25519Tests
{
    // Public key, message, signature.
    public static TheoryData<string, string, string> Vectors => new()
    {
        {
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_specifications_vectors_are_verified(string publicKey, string message, string signature)
    {
        using var key = Key(publicKey);
        var (text, good) = (Convert.FromHexString(message), Convert.FromHexString(signature));
        Assert.True(key.Verify(text, good, default));
        Assert.False(key.Verify([.. text, 0], good, default));
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 1;
            Assert.False(key.Verify(text, bad, default));
        }
    }

    [Fact]
    public void A_signature_whose_scalar_is_not_reduced_is_refused()
    {
        using var key = Key("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        var signature = Convert.FromHexString(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
        // The same scalar with the group's order added to it.
        var order = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        var carry = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var sum = signature[32 + i] + order[i] + carry;
            (signature[32 + i], carry) = ((byte)sum, sum >> 8);
        }

        Assert.False(key.Verify([], signature, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(65)]
    public void A_signature_of_another_length_is_refused(int length)
    {
        using var key = Key("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        Assert.False(key.Verify([], new byte[length], default));
    }

    [Fact]
    public void One_key_serves_many_threads()
    {
        using var signing = SigningKey.GenerateEd25519();
        using var key = PublicKey.FromDer(signing.PublicKey);
        var messages = Enumerable.Range(0, 200).Select(i => BitConverter.GetBytes(i)).ToArray();
        var signatures = messages.Select(signing.Sign).ToArray();
        Parallel.For(0, 2000, i =>
        {
            Assert.True(key.Verify(messages[i % 200], signatures[i % 200], default));
            Assert.False(key.Verify(messages[i % 200], signatures[(i + 1) % 200], default));
        });
    }

    [Fact]
    public void A_key_signs_packages()
    {
        using var key = SigningKey.GenerateEd25519();
        var digest = Digest.Compute("the artifact"u8);
        var bundle = CosignSigner.Bundle(CosignSigner.Statement(digest, CosignSigner.SignaturePredicate), key);
        var material = SignatureMaterial.FromBundle(System.Text.Encoding.UTF8.GetBytes(bundle), "bundle");
        var policy = new VerificationPolicy([new KeyAuthority("release", key.PublicKeyPem)]);
        Assert.IsType<Verdict.Verified>(PolicyVerifier.Verify(new SubjectArtifact(digest), new Findings { Materials = [material] }, policy, default));
    }

    private static PublicKey Key(string raw)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence()) writer.WriteObjectIdentifier("1.3.101.112");
            writer.WriteBitString(Convert.FromHexString(raw));
        }

        return PublicKey.FromDer(writer.Encode());
    }
}
