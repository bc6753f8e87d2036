using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// How registries are reached, by the operator and by the run's pod alike. What the operator itself was started with counts as well.
/// </summary>
public sealed record RegistrySpec
{
    /// <summary>
    /// Names of Secrets of type kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg, in the operator's namespace. The first that
    /// knows a repository counts. A run is handed the credential of its own artifact's repository and no other. A Secret that is
    /// missing makes requests wait; nothing is then asked anonymously instead.
    /// </summary>
    [Size(8)]
    [DnsName]
    [ListType]
    public IReadOnlyList<string> PullSecrets { get; set; } = [];

    /// <summary>An entry of a ConfigMap, in the operator's namespace, with PEM certificates that registries are trusted by besides the system's.</summary>
    public KeyReference? CaConfigMapRef { get; set; }

    /// <summary>
    /// Mirrors that are asked before the registry itself. What they answer is checked by digest like everything else. What a mirror
    /// lacks or fails at is asked of the registry; nothing is refused for what only a mirror lacks.
    /// </summary>
    [Size(16)]
    [ListType("registry")]
    public IReadOnlyList<RegistryMirror> Mirrors { get; set; } = [];

    /// <summary>
    /// Registries that are spoken to without TLS, as host:port. Digests and signatures still protect what is read; credentials are not
    /// sent to them, except on the same machine (127.0.0.1). For tests.
    /// </summary>
    [Size(4)]
    [Match(256, @"^[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?$")]
    [ListType]
    public IReadOnlyList<string> PlainHttp { get; set; } = [];
}

/// <summary>Mirrors of one registry.</summary>
public sealed record RegistryMirror
{
    /// <summary>The registry as references name it: registry.example.com.</summary>
    [Required]
    [Match(256, @"^[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?$")]
    public string Registry { get; set; } = "";

    /// <summary>Its mirrors in order, each a host with an optional port and path.</summary>
    [Required]
    [Size(4, Min = 1)]
    [Match(256, @"^[a-z0-9][-a-z0-9.]*(:[0-9]{1,5})?(/[-a-z0-9._]+)*$")]
    public IReadOnlyList<string> Mirrors { get; set; } = [];
}
