using System.Text;

namespace SegmentOperator.Oci;

/// <summary>Text from outside, made fit for a message: short, on one line, printable.</summary>
internal static class Shown
{
    private const int Longest = 80;

    public static string Short(string? text, int longest = Longest)
    {
        if (string.IsNullOrEmpty(text)) return string.Empty;
        var shown = new StringBuilder(Math.Min(text.Length, longest + 1));
        foreach (var c in text)
        {
            if (shown.Length >= longest) return shown.Append('…').ToString();
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '�' : c);
        }

        return shown.ToString();
    }
}
