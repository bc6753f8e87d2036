using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace SegmentOperator.Benchmarks.Runtime;

/// <summary>How many requests the process made, by method.</summary>
internal sealed class RequestCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public RequestCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "rest_client_requests_total")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (var (key, method) in tags)
            {
                if (key == "method")
                    _counts.AddOrUpdate((string)method!, value, (_, before) => before + value);
            }
        });
        _listener.Start();
    }

    public long Of(params string[] methods) => methods.Sum(method => _counts.GetValueOrDefault(method));

    public void Clear() => _counts.Clear();

    public void Dispose() => _listener.Dispose();
}
