using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Sigstore.Keyless;

public sealed class CertificateCircleTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Certificates_that_name_each_other_in_circles_are_given_up_soon()
    {
        using var left = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var right = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Certificate[] circle =
        [
            .. Enumerable.Range(1, 5).Select(n => Issue("CN=left", left, "CN=right", right, (byte)n, isAuthority: true)),
            .. Enumerable.Range(11, 5).Select(n => Issue("CN=right", right, "CN=left", left, (byte)n, isAuthority: true)),
        ];
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = Issue("CN=leaf", signer, "CN=left", left, 99, isAuthority: false);

        var refusal = new CertificatePath([], circle, []).Check(leaf, [Now], out var issuer);

        Assert.Null(issuer);
        Assert.Equal(RefusalReason.CertificateUntrusted, refusal!.Reason);
        Assert.Contains("name each other", refusal.Why, StringComparison.Ordinal);
    }

    private static Certificate Issue(string subject, ECDsa key, string issuer, ECDsa issuerKey, byte serial, bool isAuthority)
    {
        var request = new CertificateRequest(new X500DistinguishedName(subject), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        using var made = request.Create(new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(issuerKey), Now.AddDays(-1), Now.AddDays(1), [serial]);
        return Certificate.Read(made.RawData);
    }
}
