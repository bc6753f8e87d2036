using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Security.Tokens;

/// <summary>Signs the tokens of service accounts with the cluster's key, and publishes that key.</summary>
internal sealed class TokenIssuer(ClusterContext cluster)
{
    private readonly Lazy<string> _keyId = new(() => Base64Url.EncodeToString(SHA256.HashData(cluster.Certificates.TokenKey.ExportSubjectPublicKeyInfo())));

    /// <summary>What stands in <c>iss</c>, and is the audience of tokens for this API.</summary>
    public string Issuer => cluster.Address.GetLeftPart(UriPartial.Authority);

    public string KeyId => _keyId.Value;

    /// <summary>Signs claims: a JWT in compact form, RS256.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId };
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = cluster.Certificates.TokenKey.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Whether the token's last part signs its first two.</summary>
    public bool IsSigned(string content, byte[] signature) =>
        cluster.Certificates.TokenKey.VerifyData(Encoding.ASCII.GetBytes(content), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>What <c>/.well-known/openid-configuration</c> says.</summary>
    public JsonObject Discovery() => new()
    {
        ["issuer"] = Issuer,
        ["jwks_uri"] = $"{Issuer}/openid/v1/jwks",
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    };

    /// <summary>What <c>/openid/v1/jwks</c> says.</summary>
    public JsonObject Keys()
    {
        var key = cluster.Certificates.TokenKey.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "RSA",
                ["kid"] = KeyId,
                ["alg"] = "RS256",
                ["n"] = Base64Url.EncodeToString(key.Modulus),
                ["e"] = Base64Url.EncodeToString(key.Exponent),
            }),
        };
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
