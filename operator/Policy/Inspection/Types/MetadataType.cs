namespace SegmentOperator.Policy.Inspection.Types;

/// <summary>A metadata type and where its files lie.</summary>
internal sealed record MetadataType(string Name, string Folder, string Suffix, TypeForm Form);
