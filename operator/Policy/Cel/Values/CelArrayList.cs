namespace SegmentOperator.Policy.Cel;

/// <summary>A list over an array that nobody changes any more.</summary>
internal sealed class CelArrayList(CelValue[] items) : CelList
{
    public static readonly CelArrayList Empty = new([]);

    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];

    internal CelValue[] Items => items;
}
