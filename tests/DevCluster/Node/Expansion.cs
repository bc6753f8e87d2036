using System.Text;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Replaces <c>$(NAME)</c> in commands, arguments and environment values.</summary>
internal static class Expansion
{
    /// <summary>Unknown names stay as they stand; <c>$$</c> is a dollar sign.</summary>
    public static string Expand(string text, IReadOnlyDictionary<string, string> values)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }
            var next = text[i + 1];
            var end = next == '(' ? text.IndexOf(')', i + 2) : -1;
            if (end > 0)
            {
                var name = text[(i + 2)..end];
                result.Append(values.TryGetValue(name, out var value) ? value : text[i..(end + 1)]);
                i = end;
            }
            else
            {
                result.Append('$');
                if (next != '$')
                    result.Append(next == '(' ? "" : next);
                i += next == '(' ? 0 : 1;
            }
        }
        return result.ToString();
    }
}
