using System.Diagnostics.Metrics;

namespace SegmentOperator.Runtime.Tests.Metrics;

public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter _meter = new("SegmentOperator.Tests." + nameof(MetricsCollectorTests));
    private readonly MetricsCollector _collector = new();

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_prometheus_reads_them()
    {
        var counter = _meter.CreateCounter<long>("test.runs", description: "Runs so far.\nReally.");
        counter.Add(2, new("result", "ok"), new KeyValuePair<string, object?>("a.b", "say \"hi\""));
        counter.Add(3, new("a.b", "say \"hi\""), new KeyValuePair<string, object?>("result", "ok"));
        _meter.CreateUpDownCounter<int>("test_depth").Add(-1);
        _meter.CreateObservableGauge("test_level", () => 0.5);
        var histogram = _meter.CreateHistogram(
            "test_seconds", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        histogram.Record(0.1);
        histogram.Record(0.5);
        histogram.Record(7);

        var text = _collector.Write();

        Assert.Contains(
            """
            # HELP test_runs_total Runs so far.\nReally.
            # TYPE test_runs_total counter
            test_runs_total{a_b="say \"hi\"",result="ok"} 5

            """,
            text,
            StringComparison.Ordinal);
        Assert.Contains("# TYPE test_depth gauge\ntest_depth -1\n", text, StringComparison.Ordinal);
        Assert.Contains("test_level 0.5\n", text, StringComparison.Ordinal);
        Assert.Contains(
            """
            # TYPE test_seconds histogram
            test_seconds_bucket{le="0.1"} 1
            test_seconds_bucket{le="1"} 2
            test_seconds_bucket{le="+Inf"} 3
            test_seconds_sum 7.6
            test_seconds_count 3
            """,
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_observed_no_more_is_shown_no_more()
    {
        var shown = true;
        _meter.CreateObservableGauge("test_seldom", () => shown ? [new Measurement<long>(1)] : Array.Empty<Measurement<long>>());
        Assert.Contains("test_seldom 1", _collector.Write(), StringComparison.Ordinal);
        shown = false;
        Assert.DoesNotContain("test_seldom 1", _collector.Write(), StringComparison.Ordinal);
    }
}
