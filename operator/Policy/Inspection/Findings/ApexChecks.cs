using System.Buffers;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What Apex does beyond what its caller may.</summary>
internal static class ApexChecks
{
    /// <summary>Words that stand one after the other, and what they mean.</summary>
    private static readonly (string[] Words, string Id)[] Patterns =
    [
        (["without", "sharing"], "apex-without-sharing"),
        (["database", ".", "query"], "apex-dynamic-soql"),
        (["database", ".", "querywithbinds"], "apex-dynamic-soql"),
        (["database", ".", "countquery"], "apex-dynamic-soql"),
        (["database", ".", "countquerywithbinds"], "apex-dynamic-soql"),
        (["search", ".", "query"], "apex-dynamic-soql"),
        (["search", ".", "find"], "apex-dynamic-soql"),
        (["accesslevel", ".", "system_mode"], "apex-system-mode"),
        (["with", "system_mode"], "apex-system-mode"),
        (["as", "system"], "apex-system-mode"),
        (["new", "httprequest"], "apex-callout"),
        (["new", "http", "("], "apex-callout"),
        (["webservicecallout", ".", "invoke"], "apex-callout"),
        (["new", "continuation", "("], "apex-callout"),
        (["userinfo", ".", "getsessionid"], "apex-session-id"),
        (["metadata", ".", "operations", ".", "enqueuedeployment"], "apex-metadata-deploy"),
        (["operations", ".", "enqueuedeployment"], "apex-metadata-deploy"),
        (["metadataservice", "."], "apex-metadata-deploy"),
        (["@restresource"], "apex-endpoint"),
        (["webservice", "static"], "apex-endpoint"),
        (["messaging", ".", "inboundemailhandler"], "apex-endpoint"),
    ];

    private static readonly SearchValues<char> Beginnings =
        SearchValues.Create([.. Patterns.SelectMany(pattern => new[] { pattern.Words[0][0], char.ToUpperInvariant(pattern.Words[0][0]) }).Distinct()]);

    public static void Check(CheckContext context, ComponentKey key, string file, char[] source, int length)
    {
        var tokenizer = new ApexTokenizer(source, length);
        var reported = new HashSet<(string, int)>();
        var declaration = key.Type == "ApexClass" ? new ApexDeclaration() : null;
        var window = new ApexWindow(tokenizer, Patterns.Max(pattern => pattern.Words.Length));
        for (; window.Count > 0; window.Advance())
        {
            var first = window[0];
            if (!first.IsString && Beginnings.Contains(first.Text.Span[0]))
                CheckPatterns(context, key, file, window, reported);
            CheckToken(context, key, file, first, reported);
            if (declaration?.Read(first) == true)
                context.Sink.Add("apex-no-sharing-declaration", new Place(key, file, first.Line), $"{key} runs with its caller's sharing or none.");
        }

        if (tokenizer.IsBroken)
            context.Sink.Add("apex-unreadable", new Place(key, file), $"{key} has a comment or string without an end.");
    }

    private static void CheckPatterns(CheckContext context, ComponentKey key, string file, ApexWindow window, HashSet<(string, int)> reported)
    {
        foreach (var (words, id) in Patterns)
        {
            if (Matches(window, words) && reported.Add((id, window[0].Line)))
                context.Sink.Add(id, new Place(key, file, window[0].Line), $"{key}: {string.Concat(words.Select(Spaced)).Trim()}.");
        }
    }

    private static string Spaced(string word) => word is "." or "(" ? word : " " + word;

    private static bool Matches(ApexWindow window, string[] words)
    {
        if (window.Count < words.Length)
            return false;
        for (var i = 0; i < words.Length; i++)
        {
            if (window[i].IsString || !window[i].Is(words[i]))
                return false;
        }

        return true;
    }

    private static void CheckToken(CheckContext context, ComponentKey key, string file, ApexToken token, HashSet<(string, int)> reported)
    {
        // Also in strings: that is how dynamic code names what it writes to.
        if (token.Text.Span.EndsWith("__share", StringComparison.OrdinalIgnoreCase) && reported.Add(("apex-share-object", token.Line)))
            context.Sink.Add("apex-share-object", new Place(key, file, token.Line), $"{key} uses {(token.IsString ? token.Text.ToString() : token.Text.ToString().ToLowerInvariant())}.");
        if (token.IsString && token.Text.Span.StartsWith("callout:", StringComparison.OrdinalIgnoreCase) && reported.Add(("apex-callout", token.Line)))
            context.Sink.Add("apex-callout", new Place(key, file, token.Line), $"{key} calls {token.Text}.");
    }
}
