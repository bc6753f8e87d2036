using System.Text;

namespace SegmentOperator.DevCluster.Node.Logs;

/// <summary>Reads the files that <see cref="ContainerLog"/> writes.</summary>
internal static class ContainerLogReader
{
    private static readonly TimeSpan FollowPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>The last lines of a log, at most so many bytes, without times.</summary>
    public static string Tail(string path, int lines, int bytes)
    {
        var text = new MemoryStream();
        foreach (var entry in LastLines(ReadAll(path), lines))
            Append(text, entry, timestamps: false);
        var all = text.ToArray();
        return Encoding.UTF8.GetString(all.AsSpan(Math.Max(0, all.Length - bytes)));
    }

    /// <summary>
    /// Writes the log as asked for. When following, goes on until <paramref name="isComplete"/> said so and everything that was
    /// written before is out.
    /// </summary>
    public static async Task WriteAsync(
        string path, PodLogOptions options, Func<bool> isComplete, Stream output, TimeProvider time, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var lines = new LineReader(file);
        var limit = options.LimitBytes ?? long.MaxValue;
        // What exists now is cut to the wanted tail; what comes later is not.
        var first = true;
        while (limit > 0)
        {
            var complete = !options.Follow || isComplete();
            IEnumerable<LogEntry> entries = lines.ReadToEnd();
            if (options.Since is { } since)
                entries = entries.Where(e => e.Time >= since);
            if (first && options.TailLines is { } tail)
                entries = LastLines([.. entries], tail);
            first = false;
            var text = new MemoryStream();
            foreach (var entry in entries)
                Append(text, entry, options.Timestamps);
            var count = (int)Math.Min(limit, text.Length);
            limit -= count;
            if (count > 0)
            {
                await output.WriteAsync(text.GetBuffer().AsMemory(0, count), cancellation);
                await output.FlushAsync(cancellation);
            }
            if (complete)
                return;
            await Task.Delay(FollowPeriod, time, cancellation);
        }
    }

    private static List<LogEntry> ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return new LineReader(file).ReadToEnd();
    }

    // Pieces count with the line that they begin.
    private static IEnumerable<LogEntry> LastLines(List<LogEntry> entries, long lines)
    {
        var start = entries.Count;
        while (start > 0)
        {
            var endsLine = !entries[start - 1].IsPiece || start == entries.Count;
            if (endsLine && lines-- <= 0)
                break;
            start--;
        }
        return entries.Skip(start);
    }

    private static void Append(MemoryStream text, LogEntry entry, bool timestamps)
    {
        if (timestamps)
            text.Write(Encoding.ASCII.GetBytes(entry.TimeText + " "));
        text.Write(entry.Text);
        if (!entry.IsPiece)
            text.WriteByte((byte)'\n');
    }
}
