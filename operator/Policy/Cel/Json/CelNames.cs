using System.Collections.Frozen;
using System.Text;

namespace SegmentOperator.Policy.Cel;

/// <summary>How property names that are no identifiers are spelled in expressions, as Kubernetes has it.</summary>
internal static class CelNames
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import",
        "let", "loop", "package", "namespace", "return", "var", "void", "while",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly (string Plain, string Escape)[] Escapes =
    [
        ("__", "__underscores__"), (".", "__dot__"), ("-", "__dash__"), ("/", "__slash__"),
    ];

    /// <summary>Whether the name is a word that the language keeps for itself.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>Null where no spelling exists: an empty name, a leading digit, another character.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return null;
        if (Reserved.Contains(name))
            return $"__{name}__";
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var escape = Array.Find(Escapes, e => string.CompareOrdinal(name, i, e.Plain, 0, e.Plain.Length) == 0);
            if (escape.Plain is null && !char.IsAsciiLetterOrDigit(name[i]) && name[i] != '_')
                return null;
            result.Append(escape.Escape ?? name[i].ToString());
            i += escape.Plain?.Length ?? 1;
        }

        return result.ToString();
    }

    /// <summary>Null where two underscores open what is no escape.</summary>
    public static string? Unescape(string name)
    {
        var result = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var end = name.AsSpan(i).StartsWith("__") ? name.IndexOf("__", i + 2, StringComparison.Ordinal) : -1;
            if (end <= i + 2)
            {
                result.Append(name[i++]);
                continue;
            }

            var token = name[i..(end + 2)];
            var escape = Array.Find(Escapes, e => e.Escape == token);
            if (escape.Plain is null && (!Reserved.Contains(token[2..^2]) || token.Length != name.Length))
                return null;
            result.Append(escape.Plain ?? token[2..^2]);
            i = end + 2;
        }

        return result.ToString();
    }
}
