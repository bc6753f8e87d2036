using System.Security.Cryptography;

namespace SegmentOperator.Sigstore.Tests.Keys;

/// <summary>ECDSA keys as OpenSSL imports them, set against .NET's own import.</summary>
public sealed class EcdsaTests
{
    private static readonly byte[] Hash = SHA256.HashData("message"u8);

    public static TheoryData<string, int> Curves => new() { { "1.2.840.10045.3.1.7", 32 }, { "1.3.132.0.34", 48 }, { "1.3.132.0.35", 66 } };

    [Theory]
    [MemberData(nameof(Curves))]
    public void Both_imports_agree_about_key_and_signature(string oid, int coordinate)
    {
        using var pair = ECDsa.Create(ECCurve.CreateFromValue(oid));
        var der = pair.ExportSubjectPublicKeyInfo();
        using var native = NativeEcdsaKey.Import(der, NamedCurve.Of(oid));
        using var managed = EcdsaKey.Import(der, NamedCurve.Of(oid));
        Assert.Equal(managed.Canonical, native.Canonical);
        Assert.Equal(managed.Fingerprint, native.Fingerprint);
        Assert.True(LibCrypto.ImportsEcdsa);
        Assert.IsType<NativeEcdsaKey>(PublicKey.FromDer(der));
        Assert.InRange(der.Length, 1 + coordinate + coordinate, 1 + coordinate + coordinate + 40);
        var good = pair.SignHash(Hash, DSASignatureFormat.Rfc3279DerSequence);
        foreach (var key in new PublicKey[] { native, managed })
        {
            Assert.True(key.VerifyHash(Hash, good, SignatureScheme.Sha256));
            Assert.False(key.VerifyHash(SHA256.HashData("other"u8), good, SignatureScheme.Sha256));
            Assert.False(key.VerifyHash(Hash, [], SignatureScheme.Sha256));
            Assert.False(key.VerifyHash(Hash, [.. good, 0], SignatureScheme.Sha256));
            Assert.False(key.VerifyHash(Hash, good.AsSpan(1), SignatureScheme.Sha256));
            for (var at = 0; at < good.Length; at++)
            {
                var changed = good.ToArray();
                changed[at] ^= 1;
                Assert.False(key.VerifyHash(Hash, changed, SignatureScheme.Sha256), $"byte {at}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_point_that_is_not_on_its_curve_is_no_key(string oid, int coordinate)
    {
        using var pair = ECDsa.Create(ECCurve.CreateFromValue(oid));
        var der = pair.ExportSubjectPublicKeyInfo();
        der[^1] ^= 1;
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(der));
        der[^1] ^= 1;
        der[^coordinate] ^= 1;
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(der));
    }

    [Theory]
    [InlineData("3019301306072a8648ce3d020106082a8648ce3d030107030200" + "00")]
    [InlineData("3018301306072a8648ce3d020106082a8648ce3d0301070301" + "00")]
    [InlineData("301a301306072a8648ce3d020106082a8648ce3d03010703030004" + "01")]
    public void The_point_at_infinity_and_short_points_are_no_keys(string hex) =>
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(Convert.FromHexString(hex)));

    [Fact]
    public void A_hybrid_point_and_a_curve_with_something_behind_it_are_no_keys()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = pair.ExportSubjectPublicKeyInfo();
        var hybrid = der.ToArray();
        hybrid[^65] = (byte)(6 + (der[^1] & 1));
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(hybrid));
        var longer = new byte[der.Length + 2];
        der.AsSpan(0, 23).CopyTo(longer);
        (longer[23], longer[24]) = (5, 0);
        der.AsSpan(23).CopyTo(longer.AsSpan(25));
        (longer[1], longer[3]) = ((byte)(der[1] + 2), (byte)(der[3] + 2));
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(longer));
    }

    [Fact]
    public void A_compressed_point_is_no_key()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var whole = pair.ExportSubjectPublicKeyInfo();
        byte[] compressed = [.. Convert.FromHexString("3039301306072a8648ce3d020106082a8648ce3d030107032200"), (byte)(2 + (whole[^1] & 1)), .. whole[^64..^32]];
        Assert.Throws<MalformedException>(() => PublicKey.FromDer(compressed));
    }

    [Fact]
    public async Task One_key_serves_several_threads()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = PublicKey.FromDer(pair.ExportSubjectPublicKeyInfo());
        var good = pair.SignHash(Hash, DSASignatureFormat.Rfc3279DerSequence);
        var bad = good.ToArray();
        bad[^1] ^= 1;
        await Parallel.ForAsync(0, 400, (i, _) =>
        {
            Assert.Equal(i % 2 == 0, key.VerifyHash(Hash, i % 2 == 0 ? good : bad, SignatureScheme.Sha256));
            return ValueTask.CompletedTask;
        });
    }
}
