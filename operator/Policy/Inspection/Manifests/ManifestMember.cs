namespace SegmentOperator.Policy.Inspection.Manifests;

/// <summary>One member that a manifest names.</summary>
internal sealed record ManifestMember(ComponentKey Key, int Line);
