using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.Schemas;

/// <summary>The formats that a schema may ask of a text. Formats that a kube-apiserver does not know are ignored, as it does.</summary>
internal static partial class SchemaFormats
{
    private static readonly FrozenDictionary<string, Func<string, bool>> Known = new Dictionary<string, Func<string, bool>>(StringComparer.Ordinal)
    {
        ["uri"] = text => Uri.TryCreate(text, UriKind.Absolute, out _) || text.StartsWith('/'),
        ["email"] = text => MailAddress.TryCreate(text, out _),
        ["hostname"] = text => text.Length <= 255 && text.Split('.').All(p => p.Length <= 63) && Hostname().IsMatch(text),
        ["ipv4"] = text => Address(text, AddressFamily.InterNetwork),
        ["ipv6"] = text => Address(text, AddressFamily.InterNetworkV6),
        ["cidr"] = IsCidr,
        ["mac"] = text => Mac().IsMatch(text),
        ["uuid"] = text => Uuid().IsMatch(text),
        ["uuid3"] = text => Uuid().IsMatch(text) && Digit(text, 12) == '3',
        ["uuid4"] = text => Uuid().IsMatch(text) && Digit(text, 12) == '4' && Digit(text, 16) is '8' or '9' or 'a' or 'b',
        ["uuid5"] = text => Uuid().IsMatch(text) && Digit(text, 12) == '5' && Digit(text, 16) is '8' or '9' or 'a' or 'b',
        ["bsonobjectid"] = text => BsonObjectId().IsMatch(text),
        ["isbn"] = text => Isbn10(text) || Isbn13(text),
        ["isbn10"] = Isbn10,
        ["isbn13"] = Isbn13,
        ["creditcard"] = Luhn,
        ["ssn"] = text => SocialSecurity().IsMatch(text),
        ["hexcolor"] = text => HexColor().IsMatch(text),
        ["rgbcolor"] = text => RgbColor().IsMatch(text),
        ["byte"] = text => Base64().IsMatch(text),
        ["password"] = _ => true,
        ["date"] = IsDate,
        ["datetime"] = IsDateTime,
        ["duration"] = text => GoDuration().IsMatch(text) || LooseDuration(text),
        ["k8sshortname"] = text => Names.Label(text).Count == 0,
        ["k8slongname"] = text => Names.Subdomain(text).Count == 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The format that is in force for values of a type; empty when the schema names one that is not known for it.</summary>
    /// <summary>The formats of a schema, and of those below it, that mean nothing for their type.</summary>
    public static IEnumerable<string> Unrecognized(JsonNode? schema)
    {
        if (schema is JsonArray list)
            return list.SelectMany(Unrecognized);
        if (schema is not JsonObject map)
            return [];
        var format = map["format"] is JsonValue ? map.Str("format") : "";
        var own = format.Length > 0 && Effective(map["type"] is JsonValue ? map.Str("type") : "", format).Length == 0 ? [format] : Enumerable.Empty<string>();
        return own.Concat(map.Where(p => p.Key is not ("default" or "enum" or "example")).SelectMany(p => Unrecognized(p.Value)));
    }

    public static string Effective(string type, string format) => type switch
    {
        "" or "string" => Known.ContainsKey(Normal(format)) ? format : "",
        "integer" => format is "int32" or "int64" ? format : "",
        "number" => format is "float" or "double" ? format : "",
        _ => "",
    };

    /// <summary>Whether the text has the format.</summary>
    public static bool Matches(string format, string text) => Known[Normal(format)](text);

    private static string Normal(string format) => format.Replace("-", "", StringComparison.Ordinal);

    private static bool Address(string text, AddressFamily family) =>
        text.Contains(family == AddressFamily.InterNetwork ? '.' : ':') && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == family || (family == AddressFamily.InterNetwork && address.IsIPv4MappedToIPv6))
        && (family == AddressFamily.InterNetworkV6 || text.Contains(':') || text.Split('.').Length == 4);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text[..slash], out var address))
            return false;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= bits;
    }

    private static bool IsDate(string text) => text.Length == 10
        && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsDateTime(string text)
    {
        var parts = text.ToUpperInvariant().Split('T');
        if (parts.Length < 2 || !IsDate(parts[0]))
            return false;
        var time = Time().Match(parts[1]);
        return time.Success && int.Parse(time.Groups[1].ValueSpan, CultureInfo.InvariantCulture) <= 23
            && int.Parse(time.Groups[2].ValueSpan, CultureInfo.InvariantCulture) <= 59
            && int.Parse(time.Groups[3].ValueSpan, CultureInfo.InvariantCulture) <= 59;
    }

    /// <summary>Durations as people write them: "2 days", "1 hour 5 min".</summary>
    private static bool LooseDuration(string text) => NumberAndUnit().Matches(text).Any(m =>
    {
        var unit = m.Groups[2].Value.ToLowerInvariant();
        return unit is "ns" or "us" or "µs" or "ms" or "s" or "m" or "h" or "hr" or "d" or "w" or "wk"
            || new[] { "nano", "micro", "milli", "sec", "min", "hour", "day", "week" }.Any(u => unit.StartsWith(u, StringComparison.Ordinal));
    });

    private static char Digit(string uuid, int index) => char.ToLowerInvariant(uuid.Replace("-", "", StringComparison.Ordinal)[index]);

    private static bool Isbn10(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (digits.Length != 10 || !digits[..9].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(digits[9]) || digits[9] == 'X'))
            return false;
        return digits.Select((c, i) => (i + 1) * (c == 'X' ? 10 : c - '0')).Sum() % 11 == 0;
    }

    private static bool Isbn13(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 13 && digits.All(char.IsAsciiDigit) && digits.Select((c, i) => (i % 2 == 0 ? 1 : 3) * (c - '0')).Sum() % 10 == 0;
    }

    private static bool Luhn(string text)
    {
        var digits = text.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToList();
        return digits.Count is >= 13 and <= 19
            && digits.Select((d, i) => i % 2 == 0 ? d : d * 2 > 9 ? (d * 2) - 9 : d * 2).Sum() % 10 == 0;
    }

    [GeneratedRegex(@"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9\-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Hostname();

    [GeneratedRegex("^([0-9a-fA-F]{2}([:-])([0-9a-fA-F]{2}[:-]){4}[0-9a-fA-F]{2}|([0-9a-fA-F]{2}[:-]){7}[0-9a-fA-F]{2}|([0-9a-fA-F]{4}\\.){2,3}[0-9a-fA-F]{4})\\z")]
    private static partial Regex Mac();

    [GeneratedRegex("^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\\z")]
    private static partial Regex Uuid();

    [GeneratedRegex("^[0-9a-fA-F]{24}\\z")]
    private static partial Regex BsonObjectId();

    [GeneratedRegex("^[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}\\z")]
    private static partial Regex SocialSecurity();

    [GeneratedRegex("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\\z")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\s*(,\s*(0|[1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\s*){2}\)\z")]
    private static partial Regex RgbColor();

    [GeneratedRegex("^(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})\\z")]
    private static partial Regex Base64();

    [GeneratedRegex(@"^([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|([+-][0-9]{2}:[0-9]{2}))\z")]
    private static partial Regex Time();

    [GeneratedRegex(@"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)\z")]
    private static partial Regex GoDuration();

    [GeneratedRegex("([0-9]+)\\s*([A-Za-zµ]+)")]
    private static partial Regex NumberAndUnit();
}
