using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>Parses the queries' labelSelector and fieldSelector; what is wrong is said as the API server says it.</summary>
internal static class SelectorParser
{
    public static Selectors Parse(ResourceInfo resource, string? labels, string? fields) =>
        new(string.IsNullOrEmpty(labels) ? [] : Labels(labels), string.IsNullOrEmpty(fields) ? [] : Fields(resource, fields));

    private static List<LabelRequirement> Labels(string text)
    {
        var tokens = Tokens(text);
        var at = 0;
        List<LabelRequirement> requirements = [];
        if (tokens[0].Length == 0)
            return requirements;
        while (true)
        {
            requirements.Add(Requirement(tokens, ref at));
            var next = tokens[at++];
            if (next.Length == 0)
                return requirements;
            if (next != ",")
                throw ApiErrors.BadRequest($"found '{next}', expected: ',' or 'end of string'");
            if (tokens[at] is not "!" && !IsIdentifier(tokens[at]))
                throw ApiErrors.BadRequest($"found '{tokens[at]}', expected: identifier after ','");
        }
    }

    private static LabelRequirement Requirement(List<string> tokens, ref int at)
    {
        var negated = tokens[at] == "!";
        if (negated)
            at++;
        var key = tokens[at];
        if (!IsIdentifier(key))
        {
            throw ApiErrors.BadRequest(negated || at > 0
                ? $"unable to parse requirement: found '{key}', expected: identifier"
                : $"found '{key}', expected: !, identifier, or 'end of string'");
        }
        at++;
        Check(Names.Qualified(key), key);
        if (negated)
            return new LabelRequirement(key, "!", []);
        var word = tokens[at];
        if (word is "" or ",")
            return new LabelRequirement(key, "exists", []);
        at++;
        switch (word)
        {
            case "=" or "==" or "!=":
                if (!IsIdentifier(tokens[at]) && tokens[at] is not ("" or ","))
                    throw ApiErrors.BadRequest($"unable to parse requirement: found '{tokens[at]}', expected: identifier");
                var value = IsIdentifier(tokens[at]) ? tokens[at++] : "";
                Check(Names.LabelValue(value), value, $"values[0][{key}]");
                return new LabelRequirement(key, word == "!=" ? "notin" : "in", [value]);
            case "in" or "notin":
                return new LabelRequirement(key, word, Set(tokens, ref at, key));
            case ">" or "<":
                var bound = tokens[at++];
                if (!long.TryParse(bound, out _))
                {
                    throw ApiErrors.BadRequest("unable to parse requirement: values[0]: Invalid value: " +
                        $"\"{bound}\": for 'Gt', 'Lt' operators, the value must be an integer");
                }
                return new LabelRequirement(key, word == ">" ? "gt" : "lt", [bound]);
            default:
                throw ApiErrors.BadRequest(
                    $"unable to parse requirement: found '{word}', expected: in, notin, =, ==, !=, gt, lt");
        }
    }

    private static List<string> Set(List<string> tokens, ref int at, string key)
    {
        if (tokens[at] != "(")
            throw ApiErrors.BadRequest($"unable to parse requirement: found '{tokens[at]}' expected: '('");
        at++;
        List<string> values = [];
        while (tokens[at] != ")")
        {
            if (tokens[at].Length == 0)
                throw ApiErrors.BadRequest("unable to parse requirement: found '', expected: ',' or ')'");
            if (tokens[at] == ",")
            {
                at++;
                if (tokens[at] is "," or ")")
                    values.Add("");
                continue;
            }
            values.Add(tokens[at++]);
        }
        at++;
        values = values.Count == 0 ? [""] : [.. values.Distinct().Order(StringComparer.Ordinal)];
        for (var i = 0; i < values.Count; i++)
            Check(Names.LabelValue(values[i]), values[i], $"values[{i}][{key}]");
        return values;
    }

    private static void Check(List<string> problems, string value, string path = "<nil>")
    {
        if (problems.Count > 0)
            throw ApiErrors.BadRequest($"unable to parse requirement: {path}: Invalid value: {GoText.Quote(value)}: {string.Join("; ", problems)}");
    }

    private static bool IsIdentifier(string token) => token.Length > 0 && !"!=<>(),".Contains(token[0]);

    /// <summary>The words and symbols, with an empty one behind the last.</summary>
    private static List<string> Tokens(string text)
    {
        List<string> tokens = [];
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }
            if ("(),".Contains(text[i]))
                i++;
            else if ("!=<>".Contains(text[i]))
                i += text[i] is '!' or '=' && i + 1 < text.Length && text[i + 1] == '=' ? 2 : 1;
            else
                while (i < text.Length && !char.IsWhiteSpace(text[i]) && !"!=<>(),".Contains(text[i]))
                    i++;
            tokens.Add(text[start..i]);
        }
        tokens.Add("");
        return tokens;
    }

    private static List<FieldRequirement> Fields(ResourceInfo resource, string text)
    {
        List<FieldRequirement> requirements = [];
        foreach (var part in Terms(text))
        {
            var at = part.IndexOf('=');
            if (at < 0)
                throw ApiErrors.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            var isNot = at > 0 && part[at - 1] == '!';
            var path = isNot ? part[..(at - 1)] : part[..at];
            var value = Unescape(part[(at + (!isNot && at + 1 < part.Length && part[at + 1] == '=' ? 2 : 1))..]);
            // A term that names nothing and asks for nothing is none.
            if (path.Length > 0 || value.Length > 0)
                requirements.Add(new FieldRequirement(path, !isNot, value, Reader(resource, path)));
        }
        return requirements;
    }

    /// <summary>The terms between commas that no backslash protects.</summary>
    private static IEnumerable<string> Terms(string text)
    {
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\\')
                i++;
            else if (i == text.Length || text[i] == ',')
            {
                if (i > start)
                    yield return text[start..i];
                start = i + 1;
            }
        }
    }

    private static string Unescape(string value)
    {
        var plain = new System.Text.StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
            {
                if (i + 1 == value.Length || value[i + 1] is not ('\\' or ',' or '='))
                    throw ApiErrors.BadRequest($"invalid field selector: invalid escape sequence: {value[i..Math.Min(i + 2, value.Length)]}");
                i++;
            }
            plain.Append(value[i]);
        }
        return plain.ToString();
    }

    private static Func<JsonObject, string> Reader(ResourceInfo resource, string path)
    {
        if (path == "metadata.name")
            return o => o.Name();
        if (path == "metadata.namespace")
            return o => o.Namespace();
        if (resource.SelectableFields.TryGetValue(path, out var read))
            return read;
        throw ApiErrors.BadRequest(resource.IsCustom || resource.SelectableFields.Count > 0
            ? $"field label not supported: {path}"
            : $"\"{path}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    }
}
