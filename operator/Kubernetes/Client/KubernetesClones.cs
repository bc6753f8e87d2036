using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>Copies.</summary>
public static class KubernetesClones
{
    /// <summary>A deep copy that shares nothing with <paramref name="value"/>.</summary>
    public static T DeepCopy<T>(this T value)
        where T : class, IKubernetesObject<T>
    {
        var json = T.ResourceType.Json;
        return JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, json), json)!;
    }
}
