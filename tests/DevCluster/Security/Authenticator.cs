using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SegmentOperator.DevCluster.Security.Tokens;

namespace SegmentOperator.DevCluster.Security;

/// <summary>Identifies by client certificate (CN is the user, O are the groups), then by bearer token; nobody is anonymous.</summary>
internal sealed class Authenticator(ClusterContext cluster, TokenVerifier tokens) : IAuthenticator
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";
    private static readonly UserInfo Anonymous = new("system:anonymous", "", ["system:unauthenticated"], UserInfo.NoExtra);
    private readonly ConcurrentDictionary<string, (UserInfo User, DateTime Ends)> _certificates = new(StringComparer.Ordinal);

    public UserInfo? Authenticate(X509Certificate2? clientCertificate, string? authorizationHeader)
    {
        if (clientCertificate is not null)
            return FromCertificate(clientCertificate);
        var parts = authorizationHeader?.Trim().Split(' ', 2, StringSplitOptions.TrimEntries) ?? [];
        if (parts.Length < 2 || !parts[0].Equals("bearer", StringComparison.OrdinalIgnoreCase) || parts[1].Length == 0)
            return Anonymous;
        return tokens.Verify(parts[1], []).User;
    }

    private UserInfo? FromCertificate(X509Certificate2 certificate)
    {
        var now = cluster.Time.GetUtcNow().UtcDateTime;
        if (_certificates.TryGetValue(certificate.Thumbprint, out var known) && now < known.Ends)
            return known.User;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(cluster.Certificates.Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        if (!chain.Build(certificate))
            return null;

        var name = "";
        List<string> groups = [];
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames(reversed: false))
        {
            if (part.HasMultipleElements)
                continue;
            if (part.GetSingleElementType().Value == CommonName)
                name = part.GetSingleElementValue() ?? "";
            else if (part.GetSingleElementType().Value == Organization && part.GetSingleElementValue() is { } group)
                groups.Add(group);
        }

        if (name.Length == 0)
            return null;
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["authentication.kubernetes.io/credential-id"] = [$"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}"],
        };
        var user = new UserInfo(name, "", [.. groups, "system:authenticated"], extra);
        _certificates[certificate.Thumbprint] = (user, certificate.NotAfter.ToUniversalTime());
        return user;
    }
}
