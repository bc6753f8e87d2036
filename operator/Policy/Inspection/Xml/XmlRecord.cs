using System.Text;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>An element of a metadata file with everything below it. Names are local names: a prefix hides nothing.</summary>
internal sealed class XmlRecord(string name, int line)
{
    private List<XmlRecord>? _children;
    private string? _text;
    private StringBuilder? _pieces;

    public string Name { get; } = name;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>The element's own text, trimmed; comments in between do not cut it.</summary>
    public string Text => Joined();

    public IReadOnlyList<XmlRecord> Children => _children ?? (IReadOnlyList<XmlRecord>)[];

    /// <summary>The first child of this name; a path leads deeper: <c>oauthConfig/scopes</c>.</summary>
    public XmlRecord? Find(string path) => All(path).FirstOrDefault();

    /// <summary>Every child of this name, or at the end of this path.</summary>
    public IEnumerable<XmlRecord> All(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var own = slash < 0 ? path : path[..slash];
        var found = Children.Where(child => child.Name == own);
        return slash < 0 ? found : found.SelectMany(child => child.All(path[(slash + 1)..]));
    }

    /// <summary>The text of the first child of this name; null where there is none.</summary>
    public string? Value(string path) => Find(path)?.Text;

    /// <summary>Whether any child of this name says true: a file that says both true and false grants.</summary>
    public bool IsTrue(string path) => All(path).Any(child => child.Text is "1" || child.Text.Equals("true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether any child of this name says false.</summary>
    public bool IsFalse(string path) => All(path).Any(child => child.Text is "0" || child.Text.Equals("false", StringComparison.OrdinalIgnoreCase));

    /// <summary>The line of a child, or the record's own where the child is absent.</summary>
    public int LineOf(string path) => Find(path)?.Line ?? Line;

    internal void Add(XmlRecord child) => (_children ??= []).Add(child);

    /// <summary>A piece of the element's own text; comments, sections and entities cut it.</summary>
    internal void AddText(string piece)
    {
        if (_text is null)
            _text = piece;
        else
            (_pieces ??= new StringBuilder(_text)).Append(piece);
    }

    private string Joined()
    {
        if (_pieces is not null)
            (_text, _pieces) = (_pieces.ToString(), null);
        return _text = _text?.Trim() ?? "";
    }
}
