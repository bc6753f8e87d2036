using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Fulcio's two interfaces for signing certificates: the caller proves to have the key, and gets its token's identity certified.</summary>
internal static class FulcioService
{
    private const string Bearer = "Bearer ";

    /// <summary>The interface of cosign 2: the token in a header, the answer in PEM.</summary>
    public static ServiceAnswer Version1(SigstoreInstance instance, byte[] body, string authorization, DateTimeOffset now)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.Ordinal)) return ServiceAnswer.Error(StatusCodes.Status401Unauthorized, "no token");
        var request = JsonNode.Parse(body)!;
        var key = KeyOf(Convert.FromBase64String(request["publicKey"]!["content"]!.GetValue<string>()));
        var chain = Issue(instance, key, request["signedEmailAddress"]!.GetValue<string>(), authorization[Bearer.Length..], now);
        return new ServiceAnswer(StatusCodes.Status201Created, "application/pem-certificate-chain", Encoding.UTF8.GetBytes(string.Concat(chain)));
    }

    /// <summary>The interface of today: the token in the request, or in a header as cosign 3 sends it.</summary>
    public static ServiceAnswer Version2(SigstoreInstance instance, byte[] body, string authorization, DateTimeOffset now)
    {
        var request = JsonNode.Parse(body)!;
        var token = request["credentials"]?["oidcIdentityToken"]?.GetValue<string>()
            ?? (authorization.StartsWith(Bearer, StringComparison.Ordinal) ? authorization[Bearer.Length..] : null);
        if (token is null) return ServiceAnswer.Error(StatusCodes.Status401Unauthorized, "no token");
        var wanted = request["publicKeyRequest"]!;
        var key = KeyOf(Encoding.UTF8.GetBytes(wanted["publicKey"]!["content"]!.GetValue<string>()));
        var chain = Issue(instance, key, wanted["proofOfPossession"]!.GetValue<string>(), token, now);
        return ServiceAnswer.Created(new JsonObject
        {
            ["signedCertificateEmbeddedSct"] = new JsonObject
            {
                ["chain"] = new JsonObject { ["certificates"] = new JsonArray([.. chain.Select(pem => (JsonNode)pem)]) },
            },
        }) with
        { Status = StatusCodes.Status200OK };
    }

    private static string[] Issue(SigstoreInstance instance, byte[] key, string proof, string token, DateTimeOffset now)
    {
        var claims = IdentityToken.Claims(token);
        using var ecdsa = ECDsa.Create();
        ecdsa.ImportSubjectPublicKeyInfo(key, out _);
        var subject = Encoding.UTF8.GetBytes(claims["sub"]!.GetValue<string>());
        if (!ecdsa.VerifyData(subject, Convert.FromBase64String(proof), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            throw new CryptographicException("The proof of possession is not by this key over the token's subject.");
        var issuer = claims["iss"]!.GetValue<string>();
        var leaf = instance.Fulcio.Issue(
            key,
            new LeafRequest
            {
                NotBefore = now,
                Issuer = issuer,
                OldIssuer = issuer,
                Uris = [claims["workflow_uri"]!.GetValue<string>()],
                Extensions = new Dictionary<int, string> { [12] = claims["repository"]!.GetValue<string>(), [14] = claims["ref"]!.GetValue<string>() },
            },
            instance.CertificateLog);
        return
        [
            PemEncoding.WriteString("CERTIFICATE", leaf) + "\n", instance.Fulcio.Intermediate.ExportCertificatePem() + "\n",
            instance.Fulcio.Root.ExportCertificatePem() + "\n",
        ];
    }

    // Clients send the key as PEM; cosign 2 has also sent bare DER.
    private static byte[] KeyOf(byte[] content)
    {
        if (content[0] == 0x30) return content;
        using var key = ECDsa.Create();
        key.ImportFromPem(Encoding.UTF8.GetString(content));
        return key.ExportSubjectPublicKeyInfo();
    }
}
