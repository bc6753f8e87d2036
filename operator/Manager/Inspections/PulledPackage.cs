using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Inspections;

/// <summary>A package that was read whole, and where it can be read again.</summary>
/// <param name="Registry">Reads it.</param>
/// <param name="Artifact">Where it is.</param>
/// <param name="Layer">The one layer.</param>
/// <param name="LayerType">What the segment's target takes.</param>
internal sealed record PulledPackage(IRegistryClient Registry, ArtifactReference Artifact, Descriptor Layer, string LayerType);
