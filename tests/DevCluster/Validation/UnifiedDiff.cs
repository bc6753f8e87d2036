using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>
/// How two values differ, line by line of their indented JSON, as refusals of a kube-apiserver show it: a unified diff with three
/// lines around each change. Lines that are frequent in a long text do not anchor a match (Ratcliff and Obershelp's way).
/// </summary>
internal sealed class UnifiedDiff
{
    private const int Context = 3;

    private readonly string[] _old;
    private readonly string[] _new;
    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);

    private UnifiedDiff(string[] old, string[] now)
    {
        (_old, _new) = (old, now);
        for (var j = 0; j < now.Length; j++)
        {
            if (!_places.TryGetValue(now[j], out var places))
                _places[now[j]] = places = [];
            places.Add(j);
        }
        if (now.Length < 200)
            return;
        foreach (var (line, _) in _places.Where(p => p.Value.Count > (now.Length / 100) + 1).ToList())
            _places.Remove(line);
    }

    public static string Of(JsonNode? old, JsonNode? now) => new UnifiedDiff(Lines(old), Lines(now)).Write();

    private static string[] Lines(JsonNode? value)
    {
        var text = new StringBuilder();
        Print(text, value, "\n");
        return text.ToString().Split('\n');
    }

    private static void Print(StringBuilder text, JsonNode? value, string line)
    {
        var (open, close, parts) = value switch
        {
            JsonObject map => ('{', '}', map.Select(p => (Name: $"{GoText.Json(p.Key)}: ", p.Value)).ToList()),
            JsonArray list => ('[', ']', [.. list.Select(i => (Name: "", Value: i))]),
            _ => default,
        };
        if (parts is not { Count: > 0 })
        {
            text.Append(parts is null ? GoText.Json(value) : $"{open}{close}");
            return;
        }
        text.Append(open);
        for (var i = 0; i < parts.Count; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(line).Append(' ').Append(parts[i].Name);
            Print(text, parts[i].Value, line + " ");
        }
        text.Append(line).Append(close);
    }

    private string Write()
    {
        List<(int I, int J, int Size)> blocks = [];
        Match(0, _old.Length, 0, _new.Length, blocks);
        blocks.Add((_old.Length, _new.Length, 0));
        List<Change> changes = [];
        var (i, j) = (0, 0);
        foreach (var block in blocks)
        {
            if (i < block.I || j < block.J)
                changes.Add(new Change(i, block.I, j, block.J));
            (i, j) = (block.I + block.Size, block.J + block.Size);
        }
        var text = new StringBuilder();
        for (var at = 0; at < changes.Count;)
        {
            var end = at + 1;
            while (end < changes.Count && changes[end].From - changes[end - 1].To <= 2 * Context)
                end++;
            Hunk(text, changes[at..end]);
            at = end;
        }
        return text.ToString();
    }

    private void Hunk(StringBuilder text, List<Change> changes)
    {
        var before = Math.Min(Context, changes[0].From);
        var after = Math.Min(Context, _old.Length - changes[^1].To);
        text.Append($"@@ -{Range(changes[0].From - before, changes[^1].To + after)} +{Range(changes[0].NewFrom - before, changes[^1].NewTo + after)} @@\n");
        var at = changes[0].From - before;
        foreach (var change in changes)
        {
            Append(text, ' ', _old[at..change.From]);
            Append(text, '-', _old[change.From..change.To]);
            Append(text, '+', _new[change.NewFrom..change.NewTo]);
            at = change.To;
        }
        Append(text, ' ', _old[at..(at + after)]);
    }

    private static void Append(StringBuilder text, char mark, string[] lines)
    {
        foreach (var line in lines)
            text.Append(mark).Append(line).Append('\n');
    }

    private static string Range(int from, int to) => (to - from) switch
    {
        1 => $"{from + 1}",
        0 => $"{from},0",
        var length => $"{from + 1},{length}",
    };

    /// <summary>The longest common run of lines, then what is to its left and right.</summary>
    private void Match(int from, int to, int newFrom, int newTo, List<(int I, int J, int Size)> blocks)
    {
        var (i, j, size) = Longest(from, to, newFrom, newTo);
        if (size == 0)
            return;
        if (from < i && newFrom < j)
            Match(from, i, newFrom, j, blocks);
        blocks.Add((i, j, size));
        if (i + size < to && j + size < newTo)
            Match(i + size, to, j + size, newTo, blocks);
    }

    private (int I, int J, int Size) Longest(int from, int to, int newFrom, int newTo)
    {
        var (bestI, bestJ, best) = (from, newFrom, 0);
        var lengths = new Dictionary<int, int>();
        for (var i = from; i < to; i++)
        {
            var next = new Dictionary<int, int>();
            foreach (var j in _places.GetValueOrDefault(_old[i], []).Where(j => j >= newFrom && j < newTo))
            {
                var length = next[j] = lengths.GetValueOrDefault(j - 1) + 1;
                if (length > best)
                    (bestI, bestJ, best) = (i - length + 1, j - length + 1, length);
            }
            lengths = next;
        }
        for (; bestI > from && bestJ > newFrom && _old[bestI - 1] == _new[bestJ - 1]; best++)
            (bestI, bestJ) = (bestI - 1, bestJ - 1);
        while (bestI + best < to && bestJ + best < newTo && _old[bestI + best] == _new[bestJ + best])
            best++;
        return (bestI, bestJ, best);
    }

    /// <summary>Old lines from..to that became new ones.</summary>
    private readonly record struct Change(int From, int To, int NewFrom, int NewTo);
}
