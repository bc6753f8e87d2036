using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Removes events an hour after they were last written.</summary>
internal sealed class EventExpiry(ClusterContext cluster) : IClusterController
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(1), Period = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Period, cluster.Time);
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            var events = cluster.Api.Resource("events");
            var limit = cluster.Time.GetUtcNow() - TimeToLive;
            foreach (var old in cluster.Api.List(events).Where(e => LastWritten(e) < limit))
                cluster.Api.Delete(events, old.Namespace(), old.Name(), old.Uid());
        }
    }

    // An event may bear a time of its own that is long past; it lives from when it was recorded.
    private static DateTimeOffset LastWritten(JsonObject value) =>
        new[] { value.Text("series", "lastObservedTime"), value.Text("lastTimestamp"), value.Text("metadata", "creationTimestamp") }
            .OfType<string>()
            .Select(t => DateTimeOffset.TryParse(t, CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.MinValue)
            .DefaultIfEmpty(DateTimeOffset.MaxValue).Max();
}
