namespace SegmentOperator.Cli.Output;

/// <summary>Columns as kubectl writes them: upper-case heads, padded, three spaces apart. A cell may be coloured; colours take no room.</summary>
internal sealed class Table(params string[] heads)
{
    private readonly List<(string Text, string? Colour)[]> _rows = [];

    public void Add(params object?[] cells) =>
        _rows.Add([.. cells.Select(cell => cell is ValueTuple<string, string?> coloured ? coloured : (Text(cell), null))]);

    public async Task WriteAsync(TextWriter output, bool colours)
    {
        var widths = heads.Select((head, column) => Math.Max(head.Length, _rows.Count == 0 ? 0 : _rows.Max(row => row[column].Text.Length))).ToArray();
        await output.WriteLineAsync(string.Join("   ", heads.Select((head, column) => head.ToUpperInvariant().PadRight(widths[column]))).TrimEnd());
        foreach (var row in _rows)
        {
            var cells = row.Select((cell, column) => Paint(column == row.Length - 1 ? cell.Text : cell.Text.PadRight(widths[column]), colours ? cell.Colour : null));
            await output.WriteLineAsync(string.Join("   ", cells).TrimEnd());
        }
    }

    private static string Text(object? cell) => cell switch
    {
        null or "" => "<none>",
        // What others wrote must not steer the terminal.
        _ => string.Concat(cell.ToString()!.Select(character => char.IsControl(character) ? ' ' : character)),
    };

    private static string Paint(string text, string? colour) => colour is null ? text : $"\u001b[{colour}m{text}\u001b[0m";
}
