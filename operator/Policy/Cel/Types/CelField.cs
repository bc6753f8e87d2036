namespace SegmentOperator.Policy.Cel;

/// <summary>A declared field of an object type.</summary>
/// <param name="Name">How an expression spells it; escaped where the property's own name is no identifier.</param>
/// <param name="PropertyName">The name in the data.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="Required">Whether a valid object always has it.</param>
public sealed record CelField(string Name, string PropertyName, CelType Type, bool Required = false);
