using System.Text;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>An absolute URI or an absolute path.</summary>
internal sealed class Url : CelOpaque, IEquatable<Url>
{
    private Url(string text) => Text = text;

    public static CelType CelType { get; } = CelType.Opaque("kubernetes.URL");

    public override CelType Type => CelType;

    public string Scheme { get; private set; } = "";

    public string Host { get; private set; } = "";

    public string EscapedPath { get; private set; } = "";

    public string Query { get; private set; } = "";

    public string Hostname => Split().Name;

    public string Port => Split().Port;

    private string Text { get; }

    /// <summary>Null with the problem where the text is neither an absolute URI nor an absolute path.</summary>
    public static Url? TryParse(string text, out string problem)
    {
        var url = new Url(text);
        problem = url.Parse(text) ?? "";
        if (problem.Length == 0)
            return url;
        problem = $"parse \"{text}\": {problem}";
        return null;
    }

    /// <summary>The query's parameters in the order of their first occurrence; pairs that cannot be decoded are left out.</summary>
    public OrderedDictionary<string, List<string>> Parameters()
    {
        var result = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in Query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Percent.Decode((at < 0 ? pair : pair[..at]).Replace('+', ' '));
            var value = Percent.Decode((at < 0 ? "" : pair[(at + 1)..]).Replace('+', ' '));
            if (name is null || value is null || pair.Contains(';', StringComparison.Ordinal))
                continue;
            if (!result.TryGetValue(name, out var values))
                result[name] = values = [];
            values.Add(value);
        }

        return result;
    }

    public bool Equals(Url? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as Url);

    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    public override string ToString() => Text;

    private string? Parse(string text)
    {
        if (text.Length == 0)
            return "empty url";
        if (text.Any(c => c is < ' ' or '\u007f'))
            return "net/url: invalid control character in URL";
        // As in a request's first line: a star is a path, and a number sign begins no fragment.
        var rest = text;
        if (rest == "*")
        {
            EscapedPath = rest;
            return null;
        }

        if (TakeScheme(ref rest) is { } problem)
            return problem;
        if (rest.IndexOf('?', StringComparison.Ordinal) is var question and >= 0)
        {
            Query = rest[(question + 1)..];
            rest = rest[..question];
        }

        if (!rest.StartsWith('/'))
            return Scheme.Length > 0 ? null : "invalid URI for request";
        if (Scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var end = rest.IndexOf('/', 2) is var slash and >= 0 ? slash : rest.Length;
            if (TakeAuthority(rest[2..end]) is { } invalid)
                return invalid;
            rest = rest[end..];
        }

        if (Percent.Decode(rest) is not { } decoded)
            return "invalid URL escape";
        EscapedPath = Percent.IsEncodedPath(rest) ? rest : Percent.EncodePath(decoded);
        return null;
    }

    private string? TakeScheme(ref string rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            var c = rest[i];
            if (char.IsAsciiLetter(c))
                continue;
            if (c == ':')
            {
                if (i == 0)
                    return "missing protocol scheme";
                Scheme = rest[..i].ToLowerInvariant();
                rest = rest[(i + 1)..];
                return null;
            }

            if (i == 0 || !(char.IsAsciiDigit(c) || c is '+' or '-' or '.'))
                return null;
        }

        return null;
    }

    private string? TakeAuthority(string authority)
    {
        var at = authority.LastIndexOf('@');
        if (at >= 0 && authority[..at].Any(c => !char.IsAsciiLetterOrDigit(c) && !"-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal)))
            return "net/url: invalid userinfo";
        if (at >= 0 && Percent.Decode(authority[..at]) is null)
            return "invalid URL escape";
        var host = authority[(at + 1)..];
        return host.StartsWith('[') ? TakeLiteral(host) : TakeName(host);
    }

    private string? TakeName(string host)
    {
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && !IsPort(host[colon..]))
            return $"invalid port \"{host[colon..]}\" after host";
        Host = HostText.Decode(host, isZone: false, out var problem);
        return problem;
    }

    /// <summary>An address of version 6 in brackets, perhaps with a zone behind an escaped percent sign.</summary>
    private string? TakeLiteral(string host)
    {
        var end = host.LastIndexOf(']');
        if (end < 0)
            return "missing ']' in host";
        var port = host[(end + 1)..];
        if (port.Length > 0 && !IsPort(port))
            return $"invalid port \"{port}\" after host";
        var inner = host[1..end];
        var zone = inner.IndexOf("%25", StringComparison.Ordinal);
        var address = HostText.Decode(zone < 0 ? inner : inner[..zone], isZone: false, out var problem);
        var suffix = zone < 0 ? "" : HostText.Decode(inner[zone..], isZone: true, out problem);
        if (problem is not null)
            return problem;
        if (!System.Net.IPAddress.TryParse(address, out var ip) || ip.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return $"invalid host: ParseAddr(\"{address}{suffix}\"): unable to parse IP";
        Host = $"[{address}{suffix}]{port}";
        return null;
    }

    private static bool IsPort(string text) => text[0] == ':' && text.Skip(1).All(char.IsAsciiDigit);

    private (string Name, string Port) Split()
    {
        var colon = Host.LastIndexOf(':');
        var hasPort = colon > Host.LastIndexOf(']');
        var name = hasPort ? Host[..colon] : Host;
        return (name.StartsWith('[') && name.EndsWith(']') ? name[1..^1] : name, hasPort ? Host[(colon + 1)..] : "");
    }
}
