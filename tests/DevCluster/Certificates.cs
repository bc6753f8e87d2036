using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.DevCluster;

/// <summary>The cluster's own authority: it signs the server's certificate and client certificates. Keys live in memory.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now;
    private long _serial = 1;

    public Certificates(DateTimeOffset now)
    {
        _now = now;
        var request = new CertificateRequest("CN=devcluster", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.DigitalSignature, true));
        Authority = request.CreateSelfSigned(_now.AddHours(-1), _now.AddYears(10));
    }

    /// <summary>The authority's certificate; a client certificate is trusted when this one issued it.</summary>
    public X509Certificate2 Authority { get; }

    public string AuthorityPem => Authority.ExportCertificatePem();

    /// <summary>The key that signs service account tokens (RS256).</summary>
    public RSA TokenKey { get; } = RSA.Create(2048);

    /// <summary>A client certificate: the name is the subject's CN, the groups are its O entries.</summary>
    public (string CertificatePem, string KeyPem) IssueClient(string user, IEnumerable<string> groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        // What is added last is encoded first.
        subject.AddCommonName(user);
        foreach (var group in groups.Reverse())
            subject.AddOrganizationName(group);
        using var certificate = Issue(subject.Build(), key, "1.3.6.1.5.5.7.3.2");
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 IssueServer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName("kubernetes.default.svc");
        using var certificate = Issue(new X500DistinguishedName("CN=devcluster-apiserver"), key, "1.3.6.1.5.5.7.3.1", names.Build());
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _authorityKey.Dispose();
        TokenKey.Dispose();
    }

    private X509Certificate2 Issue(X500DistinguishedName subject, ECDsa key, string usage, X509Extension? names = null)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        if (names is not null)
            request.CertificateExtensions.Add(names);
        var serial = BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        Array.Reverse(serial);
        return request.Create(Authority, _now.AddHours(-1), _now.AddYears(5), serial);
    }
}
