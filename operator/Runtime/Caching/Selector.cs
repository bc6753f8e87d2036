namespace SegmentOperator.Runtime;

/// <summary>A label selector in kubectl's syntax, evaluated here to see whether one's own write belongs into a cache.</summary>
internal sealed class Selector
{
    private readonly List<Func<IReadOnlyDictionary<string, string>, bool>> _terms = [];

    private Selector()
    {
    }

    public static Selector Parse(string text)
    {
        var selector = new Selector();
        foreach (var term in Split(text))
            selector._terms.Add(Term(term.Trim(), text));
        return selector;
    }

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        var present = labels ?? new Dictionary<string, string>();
        return _terms.TrueForAll(term => term(present));
    }

    /// <summary>Commas separate terms, except inside the parentheses of a set.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (text[i] != ',' || depth > 0)
                continue;
            yield return text[start..i];
            start = i + 1;
        }

        if (start < text.Length)
            yield return text[start..];
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> Term(string term, string whole)
    {
        if (term.EndsWith(')'))
            return SetTerm(term, whole);
        var not = term.IndexOf("!=", StringComparison.Ordinal);
        if (not > 0)
            return Differs(term[..not].Trim(), [term[(not + 2)..].Trim()]);
        var equals = term.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            return IsOneOf(term[..equals].Trim(), [term[equals..].TrimStart('=').Trim()]);
        if (term.StartsWith('!'))
        {
            var absent = term[1..].Trim();
            return labels => !labels.ContainsKey(absent);
        }

        return term.Length > 0 && !term.Contains(' ', StringComparison.Ordinal)
            ? labels => labels.ContainsKey(term)
            : throw Bad(whole);
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> SetTerm(string term, string whole)
    {
        var open = term.IndexOf('(', StringComparison.Ordinal);
        if (open < 0)
            throw Bad(whole);
        var head = term[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = term[(open + 1)..^1].Split(',', StringSplitOptions.TrimEntries);
        return head switch
        {
            [var key, "in"] => IsOneOf(key, values),
            [var key, "notin"] => Differs(key, values),
            _ => throw Bad(whole),
        };
    }

    private static Func<IReadOnlyDictionary<string, string>, bool> IsOneOf(string key, string[] values) =>
        labels => labels.TryGetValue(key, out var value) && values.Contains(value);

    private static Func<IReadOnlyDictionary<string, string>, bool> Differs(string key, string[] values) =>
        labels => !labels.TryGetValue(key, out var value) || !values.Contains(value);

    private static ArgumentException Bad(string text) => new($"'{text}' is not a label selector.");
}
