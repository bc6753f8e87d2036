using System.Globalization;
using System.Text;

namespace SegmentOperator.DevCluster.Node.Logs;

/// <summary>One line of a log, or a piece of one.</summary>
internal sealed record LogEntry(string TimeText, bool IsPiece, byte[] Text)
{
    public DateTimeOffset Time => DateTimeOffset.Parse(TimeText, CultureInfo.InvariantCulture);
}

/// <summary>Takes whole lines off a log file that grows.</summary>
internal sealed class LineReader(Stream file)
{
    private byte[] _held = [];

    /// <summary>The lines that were completed since the last call.</summary>
    public List<LogEntry> ReadToEnd()
    {
        var chunk = new MemoryStream();
        chunk.Write(_held);
        file.CopyTo(chunk);
        ReadOnlySpan<byte> rest = chunk.GetBuffer().AsSpan(0, (int)chunk.Length);
        var entries = new List<LogEntry>();
        int end;
        while ((end = rest.IndexOf((byte)'\n')) >= 0)
        {
            entries.Add(Parse(rest[..end]));
            rest = rest[(end + 1)..];
        }
        _held = rest.ToArray();
        return entries;
    }

    // TIME STREAM F|P TEXT
    private static LogEntry Parse(ReadOnlySpan<byte> line)
    {
        var time = line.IndexOf((byte)' ');
        var stream = time + 1 + line[(time + 1)..].IndexOf((byte)' ');
        return new LogEntry(Encoding.ASCII.GetString(line[..time]), line[stream + 1] == 'P', line[(stream + 3)..].ToArray());
    }
}
