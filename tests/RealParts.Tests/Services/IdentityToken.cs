using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>
/// An OpenID Connect identity token as a CI system hands it to its jobs. Nobody here checks its signature: it stands for a Fulcio that
/// did, and signing clients only look into it.
/// </summary>
internal static class IdentityToken
{
    /// <summary>The token of a workflow.</summary>
    /// <param name="workflow">The workflow's URI, which is to become the certificate's name.</param>
    /// <param name="issuer">Who says so.</param>
    public static string Of(string workflow = LeafRequest.Workflow, string issuer = LeafRequest.GitHub)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = "repo:example/finance:ref:refs/heads/main",
            ["aud"] = "sigstore",
            ["iat"] = now - 5,
            ["nbf"] = now - 5,
            ["exp"] = now + 600,
            ["workflow_uri"] = workflow,
            ["repository"] = "https://github.com/example/finance",
            ["ref"] = "refs/heads/main",
        };
        var signed = Part("""{"alg":"ES256","typ":"JWT","kid":"test"}""") + "." + Part(claims.ToJsonString());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    /// <summary>What a token claims.</summary>
    public static JsonNode Claims(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
