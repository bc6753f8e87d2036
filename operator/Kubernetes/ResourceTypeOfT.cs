using System.Text.Json.Serialization.Metadata;

namespace SegmentOperator.Kubernetes;

/// <summary>A kind's place in the API, with its serializers.</summary>
/// <typeparam name="T">The kind.</typeparam>
/// <param name="Group">API group, empty for the core group.</param>
/// <param name="Version">Version within the group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Namespaced">False for cluster-scoped kinds.</param>
/// <param name="Json">Serializer of one object, from a source-generated context.</param>
/// <param name="ListJson">Serializer of a list.</param>
public sealed record ResourceType<T>(
    string Group,
    string Version,
    string Kind,
    string Plural,
    bool Namespaced,
    JsonTypeInfo<T> Json,
    JsonTypeInfo<KubernetesList<T>> ListJson)
    : ResourceType(Group, Version, Kind, Plural, Namespaced);
