using System.Security.Cryptography;
using System.Text;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Inventory;

/// <summary>The hash of a record's meaning: elements and texts, without white space and comments.</summary>
internal static class RecordHash
{
    public static byte[] Of(XmlRecord record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, record);
        return hash.GetHashAndReset();
    }

    private static void Append(IncrementalHash hash, XmlRecord record)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(record.Name));
        hash.AppendData([1]);
        hash.AppendData(Encoding.UTF8.GetBytes(record.Text));
        foreach (var child in record.Children)
        {
            hash.AppendData([2]);
            Append(hash, child);
        }

        hash.AppendData([3]);
    }
}
