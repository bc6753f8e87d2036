namespace SegmentOperator.Kubernetes;

/// <summary>A machine. Only what a selector needs.</summary>
public sealed class Node() : KubernetesObject("v1", "Node"), IKubernetesObject<Node>
{
    /// <inheritdoc/>
    public static ResourceType<Node> ResourceType { get; } = new(
        "", "v1", "Node", "nodes", false, KubernetesJson.Default.Node, KubernetesJson.Default.KubernetesListNode);

    public NodeStatus? Status { get; set; }
}
