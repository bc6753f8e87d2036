using System.Security.Cryptography;
using SegmentOperator.Oci;
using SegmentOperator.Signing;

namespace SegmentOperator.Sigstore.Tests.Keys;

/// <summary>RSA as others sign with it: signatures by <c>openssl dgst</c> over "what was signed".</summary>
public sealed class RsaTests
{
    private const string Key =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAopDk5/K1xCuUT+Ix6XmvRJ59J/7OX2YkFJC1vOe0RgytDg2ojNGjTIdLfE3A7AKGMg4Y8IHCxIafQZE0naXNdSVxPsS484dF1DCa2f5J3im3Q1iV7gitIvOZJVj2ikBVZ6fFYP0IvVXO7BNEKiwxpHtAypj+2zAe5kDWQK5qUe+q4IkJCgNQWzICPSytQbj8o61y+OSzkbfzwH1TxwZspVLbVWcep74UjmAO9FBtJ6L/CscqC9bJpYIf2z2LUQiI3rU7D8RPe1rC1jh5HMmzul1xzw1a7MW/rneKTIOy7lIsqBXMSjMdsJfK36YRiadc1Aa9qchqDw89AHD/eyFZlQIDAQAB";

    private static readonly byte[] Message = "what was signed"u8.ToArray();

    // The hash, whether by PSS, and the signature; the salts have the longest length that fits, none, 20 and 32 bytes, and the longest.
    public static TheoryData<string, bool, string> Signatures => new()
    {
        { "SHA256", true, "jRSuql3n6a8D2Td5rpwmpNJyN/vFnAKOb+2uV1j5k7bhWqvz+TncRQClAHSpLVwxaizCuZ4N++N/hLub0DwdLszVOdZgQX9m4qfGeWoAYCIj0fNfAIQDnksKS+QYIYvZLPkYgjds3HkhDFhh5cVx8ykQxdHMgGzaKWU+bzNkb4T+3lVB9qHS/qo4FzIdFD/6jhg5xmrNZjJ5rifX0eR+8n3F76sxdPD7MhwMJYgqzBBevDr3htiYeNqaCvMhdVCYQOAuGrPq5+tGso/qWx0TfHXnJlX6ufL880zlrH61gb62C5q+XbEB/ghUrdfPcP3hP/L90J9dAWrmldvHFYOLXA==" },
        { "SHA256", true, "NrrycoGzXwd6avhkmgg8vwr+YKIssOaiwUfXgXai729bl7pkqGz+lR4BFrpeurmYizVIE0+oMJJFb6fMLvTP23LLGCG8ejO7JW6jAeEAHOX66iRv/jREDbBptj+ACDHHgDTddp7gzFZHW4DS/xorau27Z8ub0qGbymkKEn2aTlNn8+SwJeOeniwEpk6ynqkO2E1tQUw/KoIY0nduFZIqfqp82VjXWypLzdcXkvheG28PzYd2wrq+Bal0grFyUAjkPRgJjvT2RyB8Ecm6uKrm8XNzA6e6CUyDZ2fWHoA6d1Uck33dAQqQEWmdJ5prXODWeTumWMuxg7fZU06UTi6E9w==" },
        { "SHA256", true, "ffF1JRjj8iJVcGgHqqdXkr5hIniu6zViTKutytPfJ4RWzAA45fILnJNz6HlF2lFjVyplYRQc8ov+U1zCil+UDV1mleLv4+yJD+Z9ZookDOiuLHD6oGgxUCvrwvkaYJy0HBEQJ+1jr264YM/t89iWE4fD5+C9UfjBsg84l5dI8q6UNThwhqxh3BZVMFiMCJ6mlJCtNK/+zC6he2ejLRDA2u7UT4CzxAbkajhD/XrQRKGW7mn85AJe8A7TUva22IVrsVHZJi4C9KjXAkQhwzDWRpPJ5hRvOhFs+MdzkSbytxQU6zspqdLtcY4NbTKi7l5zoXxXdyyOq0Fx6Iwrm0Q8lA==" },
        { "SHA256", true, "ik3z2dTkrdSa6KO1I6laHPOd2T3NcxgmNsYEyft77z+gemDrRbafI67Rsgt9NY9ZkFvcw7wIh+PzINlDBnJoCRmkYYpDe8YiU+Qfb9nHc+1gIP+L4cTW7sb9+ex3nPwpPlG7+TM1SVI/ph4hdR7gdk2gAP+mKPHL7dzXyYlvI+tiqFqbRO32TKBu0Pj3UY6G5aliWI7lwb5IaVE5SFKojaPHLLTq9wmcFky1fCRH6NfzqyWfIi31BAi9Zp/flnJetWBDL3jNTmQ31aJTrJAk+bHupKGAn3YIdhFaV8HfQecPmxefUcmga+DIoyrswtvXwJKNB5eCDMvKeaFUHmCCXA==" },
        { "SHA384", true, "kKbyA14O6Eb0jvCg1TNetfAlNrkjkUFlOJWpY6hJFkXbxDnKJYt1JgYwpBzuy9x38HtscPdawymAoLKApltv1X12ZD3PLmFu9Q1YDZvdbVvVxBT+2MJpCR+PxNqioQNq6HOiL1NgzZbirSFbz1zln/6QwXXJmtzpKNjzg8NQBMVcjvxUHt+7TlbMVV2tOyhMN6SDLzkvWszSgCQXI5NUn5EAYdYCUDxbMhx/SLrqxXxCKb6gAeYtSxVyLUTBcTQpTlFYq42hGxzk3NHpayWjvIOngG4b6wo6RWwtRhjFNjG8w3/dV6SmCGvnSibWFgxbtiZQU1eVKm2IUalePgEvRA==" },
        { "SHA512", true, "YmGT7gsxPUkb4Xrb39umE9y5BHskbOoqRQ6qpfefb0DHa78LKQ1iWWiBKOy1bhmssJIgrX9qJd/SHe63z4cMhYYmftM2q4WmMZPJ0xuu7Pybx7oAdeF5T5USR5B0uehMseSyR68bSo+OR/+1QNIDJ/D5dZqKXoDaqrKuPIWeSPOz92Yvtcywg7HxrTl0C7oF2zjKm3fps474CnC72lr57mF2GI5QLPW1LQs1ECIgeY1ZxJQkOv9+VJj5I/+F3zF9ECPZd72EuHM3uE2peCl/oTKdfQAWbt7juSas5MAR0yhH9jq8R9qdLl5t5ZtkD5gkPem8GQKeabOsWChy1VMsdA==" },
        { "SHA384", false, "jyc3Zu3BToTjA52S1uy9mzdr3yvd5fDS6ljSUQITsQyI73a98Zbm7ibItDFpIZKNBTG0x3Oh/wV/LsCgMYM4W/eAdCPmzVJsDB01pEcJhhJy4H9os/t6BV2zvB+Hqf6IkeVa4S+IpavAuWDHuZ1QcgptAYymj/ja1A5tpK3YL5870bdR7ruxI7Bv5OGw7wsojJ3YveYhiwSL/N2pVJPnQlijFo6RoUifLq5V+WmwOp9gwe4Uku1RXKsLlFC2fEJ8MZK8Fbml4BA2RtyELomp8hIQuZoEMJcLIrHBIeoBaM1xfQDe3wI9EXnnPZG+9FPGMJ4dVhzaCGdUzsqUjuLoNg==" },
        { "SHA512", false, "ek43EhjDeWcPriOaDbs59ImcERt2MWRUWHWAwUI5KZW/+P8jxqUu7LwkU+M2hceb2VBUXNpaMUzIOqoat+TtVkg++TfRf+OFvu6YiyOHhP4BIrCEaipYEEN0Y0FpB/LeogNrwxkI+jYS+paMG1oYvoi4DneKtwKFGjPLDg6jODQHKCtRtBIeZlklfFGPO5ry5SgVmrQRcRCRAfOC8h4aEt4lvyMxski40J0S2QVD10RLhJhF/3roa7757Tj2GC0yq8dMzpUJkK0+rQQXenXFCDrEczWEP2hcj8E1vw2tQSUMt0u8DhSNYM5DAt1gDh3WpPQlX/FX3W0pHY5UzloPlQ==" },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void A_signature_is_verified_whatever_its_salt_and_hash(string hash, bool pss, string signature)
    {
        var scheme = new SignatureScheme(new HashAlgorithmName(hash), pss);
        using var key = PublicKey.FromDer(Convert.FromBase64String(Key));
        Assert.Contains(scheme, key.Schemes);
        var good = Convert.FromBase64String(signature);
        Assert.True(key.Verify(Message, good, scheme));
        Assert.False(key.Verify("something else"u8, good, scheme));
        Assert.False(key.Verify(Message, good, scheme with { Pss = !pss }));
        Assert.False(key.Verify(Message, [.. good, 0], scheme));
        Assert.False(key.Verify(Message, good.AsSpan(1), scheme));
        Assert.False(key.Verify(Message, [], scheme));
        for (var at = 0; at < good.Length; at++)
        {
            var changed = (byte[])good.Clone();
            changed[at] ^= (byte)(1 << (at % 8));
            Assert.False(key.Verify(Message, changed, scheme), $"byte {at}");
        }

        foreach (var other in key.Schemes) Assert.Equal(other == scheme, key.Verify(Message, good, other));
    }

    [Fact]
    public void A_file_known_by_its_digest_alone_is_refused_for_another_key_and_not_left_undecided()
    {
        using var signer = SigningKey.GenerateRsa(RSASignaturePadding.Pss);
        using var other = SigningKey.GenerateRsa(RSASignaturePadding.Pss);
        using var instance = new SigstoreInstance(Keyless.Instance.Start, TimeSpan.FromDays(3650));
        var bundle = Keyless.Instance.Material(instance.SignMessage(Keyless.Instance.Content, Keyless.Instance.At(LogKind.None) with { Key = signer }));
        var digest = new SubjectArtifact(Digest.Compute(Keyless.Instance.Content));
        Assert.IsType<Verdict.Verified>(PolicyVerifier.Verify(digest, bundle, new KeyAuthority("a", signer.PublicKeyPem), Keyless.Instance.Now));
        Assert.IsType<Verdict.Refused>(PolicyVerifier.Verify(digest, bundle, new KeyAuthority("a", other.PublicKeyPem), Keyless.Instance.Now));
    }
}
