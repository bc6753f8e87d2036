using System.Text;

namespace SegmentOperator.Runtime;

/// <summary>The value of one set of labels.</summary>
internal sealed class MetricSeries(double[]? bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds?.Length ?? 0];
    private long _count;
    private double _value;

    public void Record(double value, bool adds)
    {
        lock (_lock)
        {
            _count++;
            _value = adds || bounds is not null ? _value + value : value;
            if (bounds is null)
                return;
            var index = Array.BinarySearch(bounds, value);
            index = index < 0 ? ~index : index;
            if (index < _counts.Length)
                _counts[index]++;
        }
    }

    public void Write(StringBuilder text, string name, string labels)
    {
        lock (_lock)
        {
            if (bounds is null)
            {
                Line(text, name, "", labels, MetricsCollector.Number(_value));
                return;
            }

            long sum = 0;
            for (var i = 0; i < bounds.Length; i++)
            {
                sum += _counts[i];
                Line(text, name, "_bucket", Join(labels, $"le=\"{MetricsCollector.Number(bounds[i])}\""), $"{sum}");
            }

            Line(text, name, "_bucket", Join(labels, "le=\"+Inf\""), $"{_count}");
            Line(text, name, "_sum", labels, MetricsCollector.Number(_value));
            Line(text, name, "_count", labels, $"{_count}");
        }
    }

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static void Line(StringBuilder text, string name, string suffix, string labels, string value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }
}
