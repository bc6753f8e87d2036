using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Sigstore.Keyless;

/// <summary>RFC 5280, 4.2.1.10: what is not judged must not be passed over.</summary>
public sealed class NameConstraintTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // permittedSubtrees: URIs at .example.com.
    private static readonly byte[] OnlyExample = Convert.FromHexString("3012a010300e860c" + "2e6578616d706c652e636f6d");

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void An_authority_with_name_constraints_vouches_for_nobody_wherever_it_stands(bool critical, bool isRoot)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var extension = new X509Extension("2.5.29.30", OnlyExample, critical);
        using var root = Request("CN=root", rootKey, isRoot ? extension : null).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        using var between = Request("CN=between", key, isRoot ? null : extension).Create(root, Now.AddDays(-1), Now.AddDays(1), [1]);
        var chain = CertificateChain.Of([Certificate.Read(between.RawData), Certificate.Read(root.RawData)], "the root");
        Assert.Contains("name constraints", chain.Broken, StringComparison.Ordinal);
        Assert.Equal(isRoot, Certificate.Read(between.RawData).Usage.UnknownCritical is null);
    }

    [Fact]
    public void An_authority_without_them_does()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Request("CN=root", rootKey, null).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        Assert.Null(CertificateChain.Of([Certificate.Read(root.RawData)], "the root").Broken);
    }

    private static CertificateRequest Request(string name, ECDsa key, X509Extension? constraints)
    {
        var request = new CertificateRequest(new X500DistinguishedName(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        if (constraints is not null) request.CertificateExtensions.Add(constraints);
        return request;
    }
}
