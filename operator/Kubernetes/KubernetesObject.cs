using System.Text.Json.Serialization;

namespace SegmentOperator.Kubernetes;

/// <summary>The part that all kinds share. A new instance already carries its own apiVersion and kind.</summary>
/// <param name="apiVersion">Group and version.</param>
/// <param name="kind">The kind.</param>
public abstract class KubernetesObject(string apiVersion, string kind) : IKubernetesObject
{
    /// <inheritdoc/>
    [JsonPropertyOrder(-3)]
    public string ApiVersion { get; set; } = apiVersion;

    /// <inheritdoc/>
    [JsonPropertyOrder(-2)]
    public string Kind { get; set; } = kind;

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public ObjectMeta Metadata { get; set; } = new();

    /// <summary>Kind, namespace and name, for messages.</summary>
    public override string ToString() => $"{Kind} {ObjectKey.Of(this)}";
}
