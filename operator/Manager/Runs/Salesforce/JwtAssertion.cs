using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>The assertion of RFC 7523 section 3: a JWS (RFC 7515) signed with RS256, valid for two minutes.</summary>
internal static class JwtAssertion
{
    /// <summary>Salesforce refuses an assertion that expires later than three minutes from its own clock.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(2);

    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8);

    public static string Sign(SalesforceLogin login, RSA key, DateTimeOffset now)
    {
        var signed = $"{Header}.{Base64Url.EncodeToString(Claims(login, now))}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static byte[] Claims(SalesforceLogin login, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", login.ClientId);
            json.WriteString("sub", login.Username);
            json.WriteString("aud", login.Audience);
            json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
