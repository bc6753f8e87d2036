using System.Text;

namespace SegmentOperator.DevCluster.Node.Logs;

/// <summary>
/// Writes what one start of a container says to a file, in the format that kubelets keep: <c>TIME STREAM F|P TEXT</c>, where P
/// marks a piece of a line without its end.
/// </summary>
internal sealed class ContainerLog(string path, TimeProvider time) : IDisposable
{
    private const int LongestPiece = 16 * 1024;
    private readonly Lock _lock = new();
    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public string Path => path;

    /// <summary>Whether nothing more will be written.</summary>
    public bool IsComplete { get; private set; }

    public async Task CopyAsync(string stream, Stream source, CancellationToken cancellation)
    {
        var buffer = new byte[LongestPiece];
        var held = 0;
        try
        {
            while (true)
            {
                var read = await source.ReadAsync(buffer.AsMemory(held), cancellation);
                if (read == 0)
                    break;
                held = WriteLines(stream, buffer, held + read);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The pipe was given up; what was read so far counts.
        }
        if (held > 0)
            Write(stream, 'P', buffer.AsSpan(0, held));
    }

    /// <summary>Says that no more will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            IsComplete = true;
            _file.Dispose();
        }
    }

    public void Dispose() => Complete();

    // Returns how much of an unfinished line stays in the buffer.
    private int WriteLines(string stream, byte[] buffer, int length)
    {
        var start = 0;
        int end;
        while ((end = buffer.AsSpan(start, length - start).IndexOf((byte)'\n')) >= 0)
        {
            Write(stream, 'F', buffer.AsSpan(start, end));
            start += end + 1;
        }
        if (start == 0 && length == buffer.Length)
        {
            Write(stream, 'P', buffer);
            return 0;
        }
        buffer.AsSpan(start, length - start).CopyTo(buffer);
        return length - start;
    }

    private void Write(string stream, char tag, ReadOnlySpan<byte> text)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var head = Encoding.ASCII.GetBytes($"{now:yyyy-MM-dd'T'HH:mm:ss.fffffff}00Z {stream} {tag} ");
        lock (_lock)
        {
            if (!IsComplete)
                _file.Write([.. head, .. text, (byte)'\n']);
        }
    }
}
