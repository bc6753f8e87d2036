namespace SegmentOperator.Api.Schema;

/// <summary>
/// The API server refuses an object without this field. Without the attribute a field is optional. The C# type still has a value
/// for it, so that an object stored under an older schema can always be read.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;
