namespace SegmentOperator.Policy.Cel;

/// <summary>A list value. Implementations convert their elements when asked, so that large data is never copied whole.</summary>
public abstract class CelList
{
    /// <summary>The number of elements.</summary>
    public abstract int Count { get; }

    /// <summary>The element at <paramref name="index"/>, from 0 and below <see cref="Count"/>.</summary>
    public abstract CelValue this[int index] { get; }

    /// <summary>How the list compares and adds.</summary>
    public virtual CelListSemantics Semantics => CelListSemantics.Atomic;

    /// <summary>The key properties of a list with <see cref="CelListSemantics.Map"/>.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    /// <summary>A list of these values; the array is not copied and must not change afterwards.</summary>
    public static CelList Of(params CelValue[] items) => new CelArrayList(items);
}
