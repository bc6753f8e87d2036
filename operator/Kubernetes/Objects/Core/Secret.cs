namespace SegmentOperator.Kubernetes;

/// <summary>Confidential bytes, base64 in <see cref="Data"/>. Never log one.</summary>
public sealed class Secret() : KubernetesObject("v1", "Secret"), IKubernetesObject<Secret>
{
    /// <inheritdoc/>
    public static ResourceType<Secret> ResourceType { get; } = new(
        "", "v1", "Secret", "secrets", true, KubernetesJson.Default.Secret, KubernetesJson.Default.KubernetesListSecret);

    public string? Type { get; set; }

    public bool? Immutable { get; set; }

    public Dictionary<string, string>? StringData { get; set; }

    public Dictionary<string, string>? Data { get; set; }
}
