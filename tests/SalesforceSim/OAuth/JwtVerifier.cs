using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.SalesforceSim.OAuth;

internal static class JwtVerifier
{
    /// <summary>Salesforce's documented limit is three minutes; the rest is for clocks that differ.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>Why the assertion is not believed; null when it is.</summary>
    public static OAuthRefusal? Verify(JwtAssertion assertion, SimOrg org)
    {
        if (org.FindApp(assertion.Issuer) is not { } app)
            return new OAuthRefusal("invalid_client_id", "client identifier invalid");
        if (assertion.Algorithm != "RS256")
            return new OAuthRefusal("invalid_grant", "invalid assertion", $"alg is '{assertion.Algorithm}', not RS256");
        if (!HasGoodSignature(assertion, app))
            return new OAuthRefusal("invalid_grant", "invalid assertion", "the signature is not the connected app's");
        var audiences = (IEnumerable<string>)[.. org.Options.Audiences, org.Url, org.Url + "/", org.Url + "/services/oauth2/token"];
        if (!assertion.Audiences.Intersect(audiences, StringComparer.Ordinal).Any())
            return new OAuthRefusal("invalid_grant", "audience is invalid");
        var expiresAt = ExpiryOf(assertion.ExpiresAt);
        if (expiresAt <= org.Now)
            return new OAuthRefusal("invalid_grant", "expired authorization code", "exp has passed");
        if (expiresAt > org.Now + LongestLife)
            return new OAuthRefusal("invalid_grant", "invalid assertion", "exp is too far ahead");
        if (org.FindUser(assertion.Subject) is not { } user
            || !app.PreAuthorized.Contains(assertion.Subject, StringComparer.OrdinalIgnoreCase))
        {
            return new OAuthRefusal("invalid_grant", "user hasn't approved this consumer");
        }

        return user.User.Active ? null : new OAuthRefusal("invalid_grant", "inactive user");
    }

    /// <summary>
    /// RFC 7519 counts seconds. The Salesforce CLI writes milliseconds, 300 of them ahead, and every org takes that; it is read as
    /// what was meant, with the three minutes that the CLI means.
    /// </summary>
    private static DateTimeOffset ExpiryOf(long exp)
    {
        const long FirstMilliseconds = 100_000_000_000, LastSecond = 253_402_300_799;
        return exp >= FirstMilliseconds && exp / 1000 < LastSecond
            ? DateTimeOffset.FromUnixTimeMilliseconds(exp) + TimeSpan.FromMinutes(3)
            : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(exp, 0, LastSecond));
    }

    private static bool HasGoodSignature(JwtAssertion assertion, SimConnectedApp app)
    {
        using var key = LoadKey(app.KeyPem);
        return key.VerifyData(assertion.SignedBytes, assertion.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static RSA LoadKey(string pem)
    {
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() ?? throw new CryptographicException("The connected app's certificate has no RSA key.");
        }

        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa;
    }
}
