using System.Globalization;
using System.Text;

namespace SegmentOperator.Kubernetes;

/// <summary>Builds a query string; null values are left out.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    public QueryText Add(string name, string? value)
    {
        if (value is not null)
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public QueryText Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public string On(string path) => path + _text;
}
