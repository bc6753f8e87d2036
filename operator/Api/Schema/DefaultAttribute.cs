namespace SegmentOperator.Api.Schema;

/// <summary>What the API server writes when the field is absent: a string, a number or a boolean.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(object value) : Attribute
{
    /// <summary>The value as JSON would hold it; the name of an enum's member is a string.</summary>
    public object Value { get; } = value;
}
