using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace SegmentOperator.Runtime;

/// <summary>One instrument and its series.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly string _type;
    private readonly string? _help;
    private readonly bool _observed;
    private readonly bool _adds;
    private readonly double[]? _buckets;

    private MetricFamily(string name, string type, string? help, bool observed, bool adds, double[]? buckets) =>
        (Name, _type, _help, _observed, _adds, _buckets) = (name, type, help, observed, adds, buckets);

    public string Name { get; }

    public static MetricFamily Of(Instrument instrument)
    {
        var kind = instrument.GetType().Name.Split('`')[0];
        var isCounter = kind is "Counter" or "ObservableCounter";
        var isHistogram = kind == "Histogram";
        var name = MetricText.Name(instrument.Name);
        if (isCounter && !name.EndsWith("_total", StringComparison.Ordinal))
            name += "_total";
        var buckets = isHistogram
            ? [.. (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBuckets]
            : (double[]?)null;
        return new(
            name,
            isHistogram ? "histogram" : isCounter ? "counter" : "gauge",
            instrument.Description,
            instrument.IsObservable,
            kind is "Counter" or "UpDownCounter",
            buckets);
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = MetricText.Labels(tags);
        var series = _series.GetOrAdd(labels, static (_, buckets) => new(buckets), _buckets);
        series.Record(value, _adds);
    }

    /// <summary>A series that is not observed any more must not be shown with its last value for ever.</summary>
    public void BeginObservation()
    {
        if (_observed)
            _series.Clear();
    }

    public void WriteHead(StringBuilder text)
    {
        if (!string.IsNullOrEmpty(_help))
            text.Append("# HELP ").Append(Name).Append(' ').Append(MetricText.Help(_help)).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(_type).Append('\n');
    }

    public void WriteSamples(StringBuilder text)
    {
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            series.Write(text, Name, labels);
    }
}
