using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>A key that signs TUF metadata.</summary>
internal sealed class TufKeyPair
{
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TufKeyPair() => Id = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    public string Id { get; init; }

    public JsonObject Json => new()
    {
        ["keytype"] = "ecdsa",
        ["scheme"] = "ecdsa-sha2-nistp256",
        ["keyval"] = new JsonObject { ["public"] = key.ExportSubjectPublicKeyInfoPem() },
    };

    public string Sign(byte[] signed) => Convert.ToHexStringLower(key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
}
