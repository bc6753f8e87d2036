using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A public key: ECDSA P-256, P-384 or P-521, RSA of 2048 bits and more, or Ed25519.</summary>
[CelRule("[has(self.data), has(self.configMapRef), has(self.secretRef)].filter(x, x).size() == 1",
    "give exactly one of data, configMapRef and secretRef")]
public sealed record KeyAuthority
{
    /// <summary>The key in PEM, from -----BEGIN PUBLIC KEY----- to its end.</summary>
    [Text(8192, 1)]
    public string? Data { get; set; }

    /// <summary>An entry of a ConfigMap in the operator's namespace that holds the PEM.</summary>
    public KeyReference? ConfigMapRef { get; set; }

    /// <summary>An entry of a Secret in the operator's namespace that holds the PEM, as cosign generate-key-pair k8s:// leaves it.</summary>
    public KeyReference? SecretRef { get; set; }
}
