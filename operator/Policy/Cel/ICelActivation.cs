namespace SegmentOperator.Policy.Cel;

/// <summary>Where an evaluation finds its variables. Asked at most once for each variable and evaluation, and only when it is needed.</summary>
public interface ICelActivation
{
    /// <summary>Finds a variable; false counts as an error of that expression, not as null.</summary>
    bool TryFind(string name, out CelValue value);
}
