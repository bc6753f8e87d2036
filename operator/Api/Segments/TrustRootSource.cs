using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Where the certificates and log keys of a Sigstore instance come from.</summary>
[CelRule("[has(self.inline), has(self.configMapRef), has(self.secretRef), has(self.file), has(self.publicGood)].filter(x, x).size() == 1",
    "give exactly one of inline, configMapRef, secretRef, file and publicGood")]
public sealed record TrustRootSource
{
    /// <summary>A trusted_root.json, written here.</summary>
    [Text(131072, 2)]
    public string? Inline { get; set; }

    /// <summary>An entry of a ConfigMap in the operator's namespace that holds a trusted_root.json.</summary>
    public KeyReference? ConfigMapRef { get; set; }

    /// <summary>An entry of a Secret in the operator's namespace that holds a trusted_root.json.</summary>
    public KeyReference? SecretRef { get; set; }

    /// <summary>The path of a trusted_root.json that is mounted into the operator's pod.</summary>
    [Match(512, "^/[^\\s]+$")]
    public string? File { get; set; }

    /// <summary>The public-good instance at sigstore.dev, by TUF.</summary>
    public PublicGoodRoot? PublicGood { get; set; }
}

/// <summary>
/// The public-good instance, by TUF: a root that came with the operator, rotation, expiry and protection against roll-back. While its
/// repository cannot be read, what was read before counts until it expires. Keys without a log never need it.
/// </summary>
[CelRule("!(has(self.mirror) && has(self.folder))", "give at most one of mirror and folder")]
public sealed record PublicGoodRoot
{
    /// <summary>The address of a mirror of the TUF repository. Without it the instance's own.</summary>
    [Url]
    public string? Mirror { get; set; }

    /// <summary>A folder with a copy of the TUF repository, mounted into the operator's pod, for clusters without a way out.</summary>
    [Match(512, "^/[^\\s]+$")]
    public string? Folder { get; set; }
}
