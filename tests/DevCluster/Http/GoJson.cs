using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Http;

/// <summary>JSON that is none, with Go's words for why.</summary>
internal sealed class GoJsonException(string message) : Exception(message);

/// <summary>Reads JSON, the last of repeated members counting, and explains broken JSON as Go does.</summary>
internal static class GoJson
{
    /// <param name="duplicates">Receives the paths of repeated members.</param>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, ICollection<string>? duplicates = null)
    {
        var reader = new Utf8JsonReader(text);
        try
        {
            reader.Read();
            var node = Value(ref reader, "", duplicates);
            reader.Read();
            return node;
        }
        catch (JsonException)
        {
            throw new GoJsonException(new Scanner(Encoding.UTF8.GetString(text)).Explain());
        }
    }

    private static JsonNode? Value(ref Utf8JsonReader reader, string path, ICollection<string>? duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var map = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var at = path.Length == 0 ? name : $"{path}.{name}";
                    if (map.ContainsKey(name))
                        duplicates?.Add(at);
                    reader.Read();
                    map[name] = Value(ref reader, at, duplicates);
                }
                return map;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(Value(ref reader, $"{path}[{list.Count}]", duplicates));
                return list;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? JsonValue.Create(whole) : JsonValue.Create(reader.GetDouble());
            case JsonTokenType.True or JsonTokenType.False:
                return JsonValue.Create(reader.GetBoolean());
            default:
                return null;
        }
    }

    /// <summary>Walks over broken JSON up to the place where Go's scanner stops.</summary>
    private sealed class Scanner(string text)
    {
        private int _at;

        public string Explain()
        {
            try
            {
                Value();
                Space();
                if (_at < text.Length)
                    throw Unexpected("after top-level value");
                return "unexpected end of JSON input";
            }
            catch (GoJsonException e)
            {
                return e.Message;
            }
        }

        private void Value()
        {
            Space();
            switch (Peek())
            {
                case '{':
                    Members();
                    break;
                case '[':
                    Items();
                    break;
                case '"':
                    Text();
                    break;
                case 't':
                    Literal("true");
                    break;
                case 'f':
                    Literal("false");
                    break;
                case 'n':
                    Literal("null");
                    break;
                case '-' or (>= '0' and <= '9'):
                    Number();
                    break;
                default:
                    throw Unexpected("looking for beginning of value");
            }
        }

        private void Members()
        {
            _at++;
            Space();
            if (Peek() == '}')
            {
                _at++;
                return;
            }
            while (true)
            {
                Space();
                if (Peek() != '"')
                    throw Unexpected("looking for beginning of object key string");
                Text();
                Space();
                if (Peek() != ':')
                    throw Unexpected("after object key");
                _at++;
                Value();
                Space();
                var next = Peek();
                if (next is not (',' or '}'))
                    throw Unexpected("after object key:value pair");
                _at++;
                if (next == '}')
                    return;
            }
        }

        private void Items()
        {
            _at++;
            Space();
            if (Peek() == ']')
            {
                _at++;
                return;
            }
            while (true)
            {
                Value();
                Space();
                var next = Peek();
                if (next is not (',' or ']'))
                    throw Unexpected("after array element");
                _at++;
                if (next == ']')
                    return;
            }
        }

        private void Text()
        {
            _at++;
            while (Peek() != '"')
            {
                if (text[_at] < ' ')
                    throw Unexpected("in string literal");
                _at += text[_at] == '\\' ? 2 : 1;
            }
            _at++;
        }

        private void Literal(string word)
        {
            for (var i = 0; i < word.Length; i++, _at++)
            {
                if (Peek() != word[i])
                    throw Unexpected($"in literal {word} (expecting '{word[i]}')");
            }
        }

        private void Number()
        {
            if (text[_at] == '-')
                _at++;
            if (!char.IsAsciiDigit(Peek()))
                throw Unexpected("in numeric literal");
            while (_at < text.Length && (char.IsAsciiDigit(text[_at]) || text[_at] is '.' or 'e' or 'E' or '+' or '-'))
                _at++;
        }

        private void Space()
        {
            while (_at < text.Length && text[_at] is ' ' or '\t' or '\r' or '\n')
                _at++;
        }

        private char Peek() => _at < text.Length ? text[_at] : throw new GoJsonException("unexpected end of JSON input");

        private GoJsonException Unexpected(string where)
        {
            var c = Peek();
            var shown = c switch
            {
                '\'' => "'\\''",
                '"' => "'\"'",
                < ' ' or (>= '\u007f' and < '\u00a0') => $"'\\u{(int)c:x4}'",
                _ => $"'{c}'",
            };
            return new GoJsonException($"invalid character {shown} {where}");
        }
    }
}
