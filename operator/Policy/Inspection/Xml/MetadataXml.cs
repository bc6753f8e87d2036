using System.Text;
using System.Xml;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>
/// Reads a metadata file record by record, so that the largest record and not the file decides about memory. Document types,
/// entities of one's own, and every encoding but UTF-8 are refused.
/// </summary>
internal static class MetadataXml
{
    private const int MaxDepth = 32;
    private const int MaxRecordElements = 100_000;
    private const int MaxRecordCharacters = 4 * 1024 * 1024;
    private const int MaxAttributes = 16;

    /// <param name="content">The file's bytes.</param>
    /// <param name="name">The entry's name, for messages.</param>
    /// <param name="each">Called with the root's name and each of its children, or with the root itself.</param>
    /// <param name="whole">Whether a root of this name is one record itself; without it, it never is.</param>
    /// <returns>The root element's name.</returns>
    /// <exception cref="PackageUnsafeException">The file is not well-formed, too deep, or not plain XML.</exception>
    public static string Read(Stream content, string name, Action<string, XmlRecord> each, Func<string, bool>? whole = null)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            IgnoreWhitespace = true,
        };
        try
        {
            using var text = new Utf8Text(content);
            using var limited = new TokenLimitReader(text, MaxRecordCharacters);
            using var reader = XmlReader.Create(limited, settings);
            return Read(reader, name, each, whole);
        }
        catch (XmlException e) when (e.Message.Contains("DTD", StringComparison.Ordinal))
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} has a document type; metadata never has one", e);
        }
        catch (XmlException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} is not well-formed XML at line {e.LineNumber}", e);
        }
        catch (TokenTooLongException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} has a tag or text of more than {MaxRecordCharacters} characters", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} is not UTF-8", e);
        }
    }

    private static string Read(XmlReader reader, string name, Action<string, XmlRecord> each, Func<string, bool>? whole)
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.Element)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
                throw new PackageUnsafeException($"{EntryText.Show(name)} declares the encoding {EntryText.Show(encoding)}; metadata is UTF-8");
        }

        var root = reader.LocalName;
        if (whole?.Invoke(root) == true)
        {
            each(root, ReadRecord(reader, name));
            Drain(reader);
            return root;
        }

        if (reader.IsEmptyElement)
        {
            Drain(reader);
            return root;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
                each(root, ReadRecord(reader, name));
            else if (!reader.Read())
                break;
        }

        Drain(reader);
        return root;
    }

    /// <summary>To the end: whether the file is well-formed shows only there.</summary>
    private static void Drain(XmlReader reader)
    {
        while (reader.Read())
        {
        }
    }

    /// <summary>Reads the element that the reader stands on, and leaves it behind the element's end.</summary>
    private static XmlRecord ReadRecord(XmlReader reader, string name)
    {
        var open = new Stack<(XmlRecord Record, StringBuilder? Text)>();
        var (elements, characters) = (0, 0L);
        XmlRecord? finished = null;
        do
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (++elements > MaxRecordElements || open.Count >= MaxDepth || reader.AttributeCount > MaxAttributes)
                        throw new PackageUnsafeException($"{EntryText.Show(name)} has too many elements in one, or nests too deep, at line {LineOf(reader)}");
                    var record = new XmlRecord(reader.LocalName, LineOf(reader));
                    if (open.TryPeek(out var parent))
                        parent.Record.Add(record);
                    if (reader.IsEmptyElement)
                        finished = record;
                    else
                        open.Push((record, null));
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    characters += reader.Value.Length;
                    if (characters > MaxRecordCharacters)
                        throw new PackageUnsafeException($"{EntryText.Show(name)} has more than {MaxRecordCharacters} characters in one element, at line {LineOf(reader)}");
                    var (owner, text) = open.Pop();
                    open.Push((owner, (text ?? new StringBuilder()).Append(reader.Value)));
                    break;
                case XmlNodeType.EndElement:
                    (finished, text) = open.Pop();
                    if (text is not null)
                        finished.SetText(text.ToString());
                    break;
            }
        }
        while (reader.Read() && open.Count > 0);
        return finished!;
    }

    private static int LineOf(XmlReader reader) => ((IXmlLineInfo)reader).LineNumber;
}
