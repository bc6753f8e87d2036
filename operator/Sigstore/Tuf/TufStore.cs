using System.Collections.Concurrent;

namespace SegmentOperator.Sigstore;

/// <summary>
/// Keeps the newest metadata, in memory and in a folder if there is one. What it returns is verified again from the pinned root on, so
/// whoever writes into the folder can at most make us forget.
/// </summary>
internal sealed class TufStore(string? folder)
{
    private readonly ConcurrentDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public byte[]? Find(string name)
    {
        if (files.TryGetValue(name, out var known)) return known;
        if (folder is null) return null;
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Keep(string name, ReadOnlyMemory<byte> content)
    {
        var bytes = content.ToArray();
        if (files.TryGetValue(name, out var known) && known.AsSpan().SequenceEqual(bytes)) return;
        files[name] = bytes;
        if (folder is null) return;
        try
        {
            // Renamed into place, so that a reader never sees half a file.
            Directory.CreateDirectory(folder);
            var temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}");
            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, Path.Combine(folder, name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be written costs a download at the next start.
        }
    }
}
