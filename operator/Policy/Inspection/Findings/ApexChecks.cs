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

    public static void Check(CheckContext context, ComponentKey key, string file, string source)
    {
        var tokenizer = new ApexTokenizer(source);
        var tokens = tokenizer.Read();
        if (tokenizer.IsBroken)
            context.Sink.Add("apex-unreadable", new Place(key, file), $"{key} has a comment or string without an end.");
        var reported = new HashSet<(string, int)>();
        for (var i = 0; i < tokens.Count; i++)
        {
            foreach (var (words, id) in Patterns)
            {
                if (Matches(tokens, i, words) && reported.Add((id, tokens[i].Line)))
                    context.Sink.Add(id, new Place(key, file, tokens[i].Line), $"{key}: {string.Concat(words.Select(Spaced)).Trim()}.");
            }

            CheckToken(context, key, file, tokens[i], reported);
        }

        CheckDeclaration(context, key, file, tokens);
    }

    private static string Spaced(string word) => word is "." or "(" ? word : " " + word;

    private static bool Matches(IReadOnlyList<ApexToken> tokens, int at, string[] words)
    {
        if (at + words.Length > tokens.Count)
            return false;
        for (var i = 0; i < words.Length; i++)
        {
            if (tokens[at + i].IsString || tokens[at + i].Text != words[i])
                return false;
        }

        return true;
    }

    private static void CheckToken(CheckContext context, ComponentKey key, string file, ApexToken token, HashSet<(string, int)> reported)
    {
        // Also in strings: that is how dynamic code names what it writes to.
        if (token.Text.EndsWith("__share", StringComparison.OrdinalIgnoreCase) && reported.Add(("apex-share-object", token.Line)))
            context.Sink.Add("apex-share-object", new Place(key, file, token.Line), $"{key} uses {token.Text}.");
        if (token.IsString && token.Text.StartsWith("callout:", StringComparison.OrdinalIgnoreCase) && reported.Add(("apex-callout", token.Line)))
            context.Sink.Add("apex-callout", new Place(key, file, token.Line), $"{key} calls {token.Text}.");
    }

    /// <summary>The outermost class only: inner ones and interfaces follow their own rules. Triggers always run without.</summary>
    private static void CheckDeclaration(CheckContext context, ComponentKey key, string file, IReadOnlyList<ApexToken> tokens)
    {
        if (key.Type != "ApexClass")
            return;
        for (var i = 0; i < tokens.Count && tokens[i].Text is not ("{" or "interface" or "enum"); i++)
        {
            if (tokens[i].Text == "@istest")
                return;
            if (tokens[i].Text != "class")
                continue;
            if (i == 0 || tokens[i - 1].Text != "sharing")
                context.Sink.Add("apex-no-sharing-declaration", new Place(key, file, tokens[i].Line), $"{key} runs with its caller's sharing or none.");
            return;
        }
    }
}
