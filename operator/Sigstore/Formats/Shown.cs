namespace SegmentOperator.Sigstore;

/// <summary>Foreign text in a message: short, and without anything that moves a cursor.</summary>
internal static class Shown
{
    private const int Longest = 120;

    public static string Short(string text)
    {
        var cut = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return string.Concat(cut.Select(c => char.IsControl(c) ? '?' : c));
    }
}
