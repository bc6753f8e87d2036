using System.Text.RegularExpressions;

namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>As much of an Apex file as the org's few rules look at. Comments and string literals are blanked out in place.</summary>
internal sealed partial class ApexSource
{
    public ApexSource(string text)
    {
        Code = NotCode().Replace(text, m => Blank(m.Value));
        IsTest = TestClass().IsMatch(Code);
    }

    public string Code { get; }

    public bool IsTest { get; }

    public bool Mentions(string identifier) => Regex.IsMatch(Code, $@"\b{Regex.Escape(identifier)}\b", RegexOptions.IgnoreCase);

    public int LineOf(int position) => 1 + Code.AsSpan(0, position).Count('\n');

    /// <summary>The test methods, with their bodies.</summary>
    public IEnumerable<(string Name, string Body, int Line)> TestMethods()
    {
        foreach (Match match in TestMethod().Matches(Code))
        {
            var open = Code.IndexOf('{', match.Index + match.Length);
            if (open < 0)
                yield break;
            yield return (match.Groups["name"].Value, Code[(open + 1)..End(open)], LineOf(match.Groups["name"].Index));
        }
    }

    /// <summary>What the compiler would say; the first problem only, as the compiler does.</summary>
    public (string Problem, int Line)? FindError(OrgView view)
    {
        var depth = 0;
        for (var i = 0; i < Code.Length; i++)
        {
            depth += Code[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth < 0)
                return ("Missing '<EOF>' at '}'", LineOf(i));
        }

        if (depth > 0)
            return ("Unexpected token '<EOF>'.", LineOf(Code.Length));
        foreach (Match match in CustomName().Matches(Code))
        {
            var name = match.Value;
            if (view.HasObject(name) || view.HasFieldOnAnyObject(name))
                continue;
            var isMember = match.Index > 0 && Code[match.Index - 1] == '.';
            return (isMember ? $"Variable does not exist: {name}" : $"Invalid type: {name}", LineOf(match.Index));
        }

        return null;
    }

    private int End(int open)
    {
        var depth = 0;
        for (var i = open; i < Code.Length; i++)
        {
            depth += Code[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        return Code.Length;
    }

    private static string Blank(string text) => string.Concat(text.Select(c => c == '\n' ? '\n' : ' '));

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)*'", RegexOptions.Singleline)]
    private static partial Regex NotCode();

    [GeneratedRegex(@"@istest\b[^{;]*?\bclass\b", RegexOptions.IgnoreCase)]
    private static partial Regex TestClass();

    [GeneratedRegex(@"(?:@istest\b(?:\s*\([^)]*\))?[^;{}]*?\bstatic\s+void|\bstatic\s+testmethod\s+void|\btestmethod\s+static\s+void)\s+(?<name>\w+)\s*\(\s*\)", RegexOptions.IgnoreCase)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"\b[A-Za-z]\w*__c\b", RegexOptions.IgnoreCase)]
    private static partial Regex CustomName();
}
