using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Inventory;

/// <summary>Hashes a record's meaning: elements and texts, without white space and comments. Not for several threads at once.</summary>
internal sealed class RecordHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _bytes = new(4 * 1024);

    public byte[] Of(XmlRecord record)
    {
        Append(record);
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Append(XmlRecord record)
    {
        Encoding.UTF8.GetBytes(record.Name, _bytes);
        Mark(1);
        Encoding.UTF8.GetBytes(record.Text, _bytes);
        foreach (var child in record.Children)
        {
            Mark(2);
            Append(child);
        }

        Mark(3);
    }

    private void Mark(byte mark)
    {
        _bytes.Write([mark]);
        if (_bytes.WrittenCount > 4 * 1024)
            Flush();
    }

    private void Flush()
    {
        _hash.AppendData(_bytes.WrittenSpan);
        _bytes.ResetWrittenCount();
    }
}
