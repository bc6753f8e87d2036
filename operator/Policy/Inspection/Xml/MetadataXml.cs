using System.Text;
using System.Xml;
using SegmentOperator.Archives;

namespace SegmentOperator.Policy.Inspection.Xml;

/// <summary>
/// Reads metadata files record by record, so that the largest record and not the file decides about memory. Document types,
/// entities of one's own, and every encoding but UTF-8 are refused. What files have in common, names and short texts, is kept once for all
/// of a package; not for several threads at once.
/// </summary>
internal sealed class MetadataXml
{
    private const int MaxToken = 4 * 1024 * 1024;
    private readonly RecordReader _records = new();
    private readonly XmlReaderSettings _settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        NameTable = new BoundedNames(),
    };

    /// <param name="content">The file's bytes.</param>
    /// <param name="name">The entry's name, for messages.</param>
    /// <param name="each">Called with the root's name and each of its children, or with the root itself. Null where only the file's form counts: then no record is made.</param>
    /// <param name="whole">Whether a root of this name is one record itself; without it, it never is.</param>
    /// <returns>The root element's name.</returns>
    /// <exception cref="PackageUnsafeException">The file is not well-formed, too deep, or not plain XML.</exception>
    public string Read(Stream content, string name, Action<string, XmlRecord>? each, Func<string, bool>? whole = null)
    {
        try
        {
            using var text = new Utf8Text(content);
            using var limited = new TokenLimitReader(text, MaxToken);
            using var reader = XmlReader.Create(limited, _settings);
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
            throw new PackageUnsafeException($"{EntryText.Show(name)} has a tag or text of more than {MaxToken} characters", e);
        }
        catch (TooManyNamesException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} and the files before it name more different elements and attributes than metadata has", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new PackageUnsafeException($"{EntryText.Show(name)} is not UTF-8", e);
        }
    }

    private string Read(XmlReader reader, string name, Action<string, XmlRecord>? each, Func<string, bool>? whole)
    {
        while (reader.Read() && reader.NodeType != XmlNodeType.Element)
        {
            if (reader.NodeType == XmlNodeType.XmlDeclaration && reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("UTF-8", StringComparison.OrdinalIgnoreCase))
                throw new PackageUnsafeException($"{EntryText.Show(name)} declares the encoding {EntryText.Show(encoding)}; metadata is UTF-8");
        }

        var root = reader.LocalName;
        if (whole?.Invoke(root) == true)
        {
            ReadOne(reader, name, root, each);
        }
        else if (!reader.IsEmptyElement)
        {
            reader.Read();
            while (reader.NodeType != XmlNodeType.EndElement)
            {
                if (reader.NodeType == XmlNodeType.Element)
                    ReadOne(reader, name, root, each);
                else if (!reader.Read())
                    break;
            }
        }

        // To the end: whether the file is well-formed shows only there.
        while (reader.Read())
        {
        }

        return root;
    }

    private void ReadOne(XmlReader reader, string name, string root, Action<string, XmlRecord>? each)
    {
        if (_records.Read(reader, name, keep: each is not null) is { } record)
            each!(root, record);
    }
}
