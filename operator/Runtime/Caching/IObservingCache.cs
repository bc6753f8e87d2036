using SegmentOperator.Kubernetes;

namespace SegmentOperator.Runtime;

/// <summary>A cache that learns of one's own writes.</summary>
internal interface IObservingCache
{
    /// <summary>The C# type it holds.</summary>
    Type Holds { get; }

    /// <summary>Takes the answer to a write in; ignores other kinds.</summary>
    void ObserveWrite(IKubernetesObject written);
}
