namespace SegmentOperator.Policy.Inspection;

/// <summary>Access to an object or a field that a permission set or profile of the package gives.</summary>
/// <param name="Target">The CustomObject or CustomField.</param>
/// <param name="By">The component that grants.</param>
public sealed record Grant(ComponentKey Target, ComponentKey By);
