using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SegmentOperator.Kubernetes;

/// <summary>Reads a watch's lines.</summary>
internal static class WatchReader
{
    /// <summary>etcd takes no object above 1.5 MiB; a line that is many times that is no event.</summary>
    private const int MaxLine = 32 << 20;

    public static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(OpenWatch watch, JsonTypeInfo<T> json)
        where T : class
    {
        var reader = PipeReader.Create(watch.Body, new(bufferSize: 16384, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await NextAsync(reader, watch);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = buffer.Slice(0, end);
                    if (!IsBlank(line))
                        yield return Parse(line, json, watch.Path);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (result.IsCompleted)
                {
                    if (!IsBlank(buffer))
                        yield return Parse(buffer, json, watch.Path);
                    yield break;
                }

                if (buffer.Length > MaxLine)
                    throw new KubernetesUnreachableException($"{watch.Path}: a watch event has no end after {MaxLine} bytes.");
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static async ValueTask<ReadResult> NextAsync(PipeReader reader, OpenWatch watch)
    {
        try
        {
            return await reader.ReadAsync(watch.Guard.Token);
        }
        catch (OperationCanceledException error) when (!watch.Caller.IsCancellationRequested)
        {
            throw new KubernetesUnreachableException($"{watch.Path}: the watch outlived its timeout and fell silent.", error);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(watch.Caller);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new KubernetesUnreachableException($"{watch.Path}: {ClientErrors.Describe(error)}", error);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept(" \r\t"u8) >= 0)
                return false;
        }

        return true;
    }

    private static WatchEvent<T> Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> json, string path)
        where T : class
    {
        try
        {
            var (type, at) = WatchLine.Read(line);
            var value = new Utf8JsonReader(at);
            if (type == "ERROR")
                throw new KubernetesException(JsonSerializer.Deserialize(ref value, KubernetesJson.Default.Status) ?? new());
            return new(WatchLine.TypeOf(type), JsonSerializer.Deserialize(ref value, json) ?? throw new JsonException("null"));
        }
        catch (JsonException error)
        {
            throw new KubernetesUnreachableException($"{path}: a watch event is not complete JSON.", error);
        }
    }
}
