using System.Text;
using System.Xml;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>Reads an element with all that is below it, within bounds.</summary>
internal sealed class RecordReader
{
    private const int MaxDepth = 32;
    private const int MaxElements = 100_000;
    private const int MaxCharacters = 4 * 1024 * 1024;
    private const int MaxAttributes = 16;
    private readonly Stack<XmlRecord> _open = new();
    private readonly TextPool _texts = new();
    private readonly char[] _piece = new char[512];

    /// <summary>Reads the element that the reader stands on, and leaves it behind the element's end.</summary>
    /// <returns>The element; null where it was only to be looked through, within the same bounds.</returns>
    /// <exception cref="PackageUnsafeException">A bound is passed.</exception>
    public XmlRecord? Read(XmlReader reader, string file, bool keep)
    {
        var (depth, elements, characters) = (0, 0, 0L);
        XmlRecord? finished = null;
        _open.Clear();
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements > MaxElements || depth >= MaxDepth || reader.AttributeCount > MaxAttributes)
                        throw new PackageUnsafeException($"{EntryText.Show(file)} has too many elements in one, or nests too deep, at line {LineOf(reader)}");
                    depth += reader.IsEmptyElement ? 0 : 1;
                    if (keep)
                        finished = Open(reader);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    characters = keep ? Append(reader, file, characters) : Count(reader, file, characters);
                    break;
                case XmlNodeType.EndElement:
                    depth--;
                    if (keep)
                        finished = _open.Pop();
                    break;
            }
        }
        while (reader.Read() && depth > 0);
        return finished;
    }

    private XmlRecord Open(XmlReader reader)
    {
        var record = new XmlRecord(reader.LocalName, LineOf(reader));
        if (_open.TryPeek(out var parent))
            parent.Add(record);
        if (!reader.IsEmptyElement)
            _open.Push(record);
        return record;
    }

    private long Append(XmlReader reader, string file, long characters)
    {
        StringBuilder? more = null;
        var length = 0;
        for (int read; (read = reader.ReadValueChunk(_piece, length, _piece.Length - length)) > 0;)
        {
            length += read;
            characters = Bound(characters + read, reader, file);
            if (length < _piece.Length)
                continue;
            (more ??= new StringBuilder()).Append(_piece);
            length = 0;
        }

        var rest = _piece.AsSpan(0, length);
        _open.Peek().AddText(more is null ? _texts.Get(rest) : more.Append(rest).ToString());
        return characters;
    }

    private long Count(XmlReader reader, string file, long characters)
    {
        for (int read; (read = reader.ReadValueChunk(_piece, 0, _piece.Length)) > 0;)
            characters = Bound(characters + read, reader, file);
        return characters;
    }

    private static long Bound(long characters, XmlReader reader, string file) => characters <= MaxCharacters ? characters
        : throw new PackageUnsafeException($"{EntryText.Show(file)} has more than {MaxCharacters} characters in one element, at line {LineOf(reader)}");

    private static int LineOf(XmlReader reader) => ((IXmlLineInfo)reader).LineNumber;
}
