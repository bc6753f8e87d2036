namespace SegmentOperator.Api.Schema;

/// <summary>A CEL rule that the API server enforces on the value of a type or of a property.</summary>
/// <param name="rule">The expression; <c>self</c> is the value.</param>
/// <param name="message">What to change, said to the person whose object is refused. One line.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class CelRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>The message.</summary>
    public string Message { get; } = message;

    /// <summary>The field that the refusal points to, relative to the value: <c>.posture</c>. Null points to the value itself.</summary>
    public string? FieldPath { get; init; }
}
