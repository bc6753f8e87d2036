using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>Paths into a schema's values as CRDs write them: <c>.spec.names['a.b']</c>.</summary>
internal static class SchemaPath
{
    /// <summary>What a path leads to; null when it leads nowhere.</summary>
    /// <param name="path">The path.</param>
    /// <param name="schema">Where it starts.</param>
    /// <returns>The path as errors write it, and the schema at its end.</returns>
    public static (string Path, JsonObject Schema)? Find(string path, JsonObject schema) => Find(path, schema, allowKeys: true, out _);

    /// <summary>As <see cref="Find(string, JsonObject)"/>, saying what is wrong.</summary>
    public static (string Path, JsonObject Schema)? Find(string path, JsonObject schema, bool allowKeys, out string error)
    {
        var found = "";
        error = "";
        for (var i = 0; i < path.Length;)
        {
            string name;
            if (path[i] == '.')
            {
                var end = path.IndexOfAny(['.', '[', ']'], i + 1);
                name = end < 0 ? path[(i + 1)..] : path[(i + 1)..end];
                i = end < 0 ? path.Length : end;
                if (name.Length == 0 && i == path.Length)
                    return Wrong("unexpected end of JSON path", out error);
            }
            else if (path[i] == '[')
            {
                if (!allowKeys)
                    return Wrong("array notation is not allowed", out error);
                if (Key(path, ref i) is not { } key)
                    return Wrong("expected single quoted string", out error);
                name = key;
            }
            else
            {
                var end = path.IndexOfAny(['.', '[', ']'], i);
                return Wrong($"expected [ or . but got: {(end < 0 ? path[i..] : path[i..end])}", out error);
            }

            if (schema["properties"] is JsonObject properties)
            {
                if (properties[name] is not JsonObject property)
                    return Wrong("does not refer to a valid field", out error);
                found = found.Child(name);
                schema = property;
            }
            else if (schema["additionalProperties"] is JsonObject rest)
            {
                found = found.Key(name);
                schema = rest;
            }
            else
            {
                return Wrong("does not refer to a valid field", out error);
            }
        }

        return (found, schema);
    }

    private static string? Key(string path, ref int index)
    {
        if (index + 1 >= path.Length || path[index + 1] != '\'')
            return null;
        var key = new StringBuilder();
        var i = index + 2;
        for (; i < path.Length && path[i] != '\''; i++)
        {
            if (path[i] == '\\' && i + 1 < path.Length)
                i++;
            key.Append(path[i]);
        }

        if (i + 1 >= path.Length || path[i + 1] != ']')
            return null;
        index = i + 2;
        return key.ToString();
    }

    private static (string, JsonObject)? Wrong(string text, out string error)
    {
        error = text;
        return null;
    }
}
