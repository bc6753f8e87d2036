using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.OAuth;

/// <summary>An assertion of RFC 7523, taken apart and not yet believed.</summary>
internal sealed record JwtAssertion(
    string Algorithm, string Issuer, string Subject, IReadOnlyList<string> Audiences, long ExpiresAt, string SignedText, byte[] Signature)
{
    public static (JwtAssertion? Assertion, OAuthRefusal? Refusal) Read(string text)
    {
        var parts = text.Split('.');
        if (parts.Length != 3)
            return (null, Unreadable("the assertion has not three parts"));
        try
        {
            var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!.AsObject();
            var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
            var audiences = claims["aud"] switch
            {
                JsonArray many => many.Select(a => (string?)a ?? "").ToList(),
                var one => [(string?)one ?? ""],
            };
            return (new JwtAssertion(
                (string?)header["alg"] ?? "",
                (string?)claims["iss"] ?? "",
                (string?)(claims["sub"] ?? claims["prn"]) ?? "",
                audiences,
                (long)((double?)claims["exp"] ?? 0),
                $"{parts[0]}.{parts[1]}",
                Base64Url.DecodeFromChars(parts[2])), null);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or NullReferenceException)
        {
            return (null, Unreadable("the assertion is no JWT"));
        }
    }

    public byte[] SignedBytes => Encoding.ASCII.GetBytes(SignedText);

    private static OAuthRefusal Unreadable(string why) => new("invalid_grant", "invalid assertion", why);
}
