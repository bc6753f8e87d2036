using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>Reads what a policy refers to instead of writing it out.</summary>
internal interface IReferences
{
    /// <summary>An entry of a ConfigMap or Secret. A missing one is an answer: why it is missing, in a sentence without a full stop.</summary>
    Task<Referenced> ReadAsync(ReferenceKind kind, KeyReference reference, CancellationToken cancellationToken);
}

/// <summary>What is referred to.</summary>
internal enum ReferenceKind
{
    ConfigMap,
    Secret,
}

/// <summary>What a reference led to.</summary>
/// <param name="Content">The entry's bytes; null when there is none.</param>
/// <param name="Missing">Why there is none, in a sentence without a full stop.</param>
internal readonly record struct Referenced(byte[]? Content, string? Missing);
