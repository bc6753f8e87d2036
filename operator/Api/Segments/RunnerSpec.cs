using System.Text.Json.Serialization;
using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>How the pod of a run looks.</summary>
/// <remarks>It always is non-root, with a read-only root and without capabilities; that is not for choice.</remarks>
[CelRule("!has(self.timeout) || (!self.timeout.matches('[yd]') && duration(self.timeout) <= duration('8h'))",
    "a run lasts 8h at most", FieldPath = ".timeout")]
public sealed record RunnerSpec
{
    /// <summary>The runner's image, pinned by digest. Without it the operator's own.</summary>
    [Match(512, @"^[a-z0-9][^\s@]*@sha256:[a-f0-9]{64}$")]
    public string? Image { get; set; }

    /// <summary>Names of Secrets in the operator's namespace with which the image is pulled; they are copied for the run.</summary>
    [Size(8)]
    [DnsName]
    [ListType]
    public IReadOnlyList<string> ImagePullSecrets { get; set; } = [];

    /// <summary>What the pod may use. Without it the operator's defaults.</summary>
    public ComputeResources? Resources { get; set; }

    /// <summary>How long a run may take, 8h at most. Afterwards the pod is ended and the deployment is cancelled at the target.</summary>
    [Default("30m")]
    [Duration]
    public string Timeout { get; set; } = "30m";

    /// <summary>The runtime class, for sandboxed runtimes: gvisor, kata.</summary>
    [DnsName]
    public string? RuntimeClassName { get; set; }

    /// <summary>Labels of the nodes that runs may be scheduled on.</summary>
    [Size(16)]
    [Match(63, "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$")]
    public IReadOnlyDictionary<string, string>? NodeSelector { get; set; }

    /// <summary>Taints that runs tolerate.</summary>
    [Size(16)]
    public IReadOnlyList<RunnerToleration> Tolerations { get; set; } = [];
}

/// <summary>What a pod asks for and may use at most.</summary>
public sealed record ComputeResources
{
    /// <summary>What is reserved.</summary>
    public ResourceAmounts? Requests { get; set; }

    /// <summary>What may be used at most.</summary>
    public ResourceAmounts? Limits { get; set; }
}

/// <summary>Amounts of the three compute resources.</summary>
public sealed record ResourceAmounts
{
    /// <summary>Processor time: 500m is half a core.</summary>
    [Quantity]
    [JsonConverter(typeof(QuantityConverter))]
    public string? Cpu { get; set; }

    /// <summary>Memory: 256Mi.</summary>
    [Quantity]
    [JsonConverter(typeof(QuantityConverter))]
    public string? Memory { get; set; }

    /// <summary>Disk space for unpacking: 1Gi.</summary>
    [Quantity]
    [JsonConverter(typeof(QuantityConverter))]
    [JsonPropertyName("ephemeral-storage")]
    public string? EphemeralStorage { get; set; }
}

/// <summary>A taint that runs tolerate.</summary>
public sealed record RunnerToleration
{
    /// <summary>The taint's key. Without it, with the operator Exists, every taint.</summary>
    [Text(316)]
    public string? Key { get; set; }

    /// <summary>Equal compares the value, Exists does not.</summary>
    [Default("Equal")]
    public TolerationOperator Operator { get; set; }

    /// <summary>The taint's value.</summary>
    [Text(63)]
    public string? Value { get; set; }

    /// <summary>The effect that is tolerated. Without it, all.</summary>
    public TaintEffect? Effect { get; set; }
}

/// <summary>How a toleration compares.</summary>
public enum TolerationOperator
{
    /// <summary>Key and value are equal.</summary>
    Equal,

    /// <summary>The key exists.</summary>
    Exists,
}

/// <summary>What a taint does.</summary>
public enum TaintEffect
{
    /// <summary>No new pods.</summary>
    NoSchedule,

    /// <summary>New pods only where there is no other place.</summary>
    PreferNoSchedule,

    /// <summary>Pods that are there leave.</summary>
    NoExecute,
}
