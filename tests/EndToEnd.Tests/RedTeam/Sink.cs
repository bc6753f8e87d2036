using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SegmentOperator.TestSupport;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>A receiver of notifications on loopback.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private StubServer _server = null!;

    public ConcurrentQueue<string> Bodies { get; } = new();

    public Uri Address => _server.Address;

    public static async Task<Sink> StartAsync()
    {
        var sink = new Sink();
        sink._server = await StubServer.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            sink.Bodies.Enqueue(await reader.ReadToEndAsync());
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        return sink;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
