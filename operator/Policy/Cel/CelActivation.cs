namespace SegmentOperator.Policy.Cel;

/// <summary>Variables in a dictionary, with another activation behind it.</summary>
public sealed class CelActivation(IReadOnlyDictionary<string, CelValue> variables, ICelActivation? parent = null) : ICelActivation
{
    /// <summary>No variables.</summary>
    public static CelActivation Empty { get; } = new(new Dictionary<string, CelValue>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public bool TryFind(string name, out CelValue value)
    {
        if (variables.TryGetValue(name, out value))
            return true;
        if (parent is not null)
            return parent.TryFind(name, out value);
        return false;
    }
}
