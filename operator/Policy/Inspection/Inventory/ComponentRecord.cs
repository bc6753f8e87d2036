using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Policy.Inspection.Inventory;

/// <summary>A component while its files are being read.</summary>
internal sealed class ComponentRecord(ComponentKey key, string file)
{
    private List<(string Part, byte[] Hash)>? _parts;
    private (string Part, byte[] Hash) _first;

    public ComponentKey Key { get; } = key;

    public string File { get; } = file;

    public long Bytes { get; private set; }

    /// <summary>Whether it has properties of its own, and is not only the place of its parts.</summary>
    public bool HasContent { get; set; }

    public void Add(string part, byte[] hash, long bytes)
    {
        Bytes += bytes;
        if (_first.Part is null)
            _first = (part, hash);
        else
            (_parts ??= [_first]).Add((part, hash));
    }

    /// <summary>The hash over all parts, whatever order they came in.</summary>
    public string Digest()
    {
        if (_parts is null)
            return _first.Hash is null ? "" : Convert.ToHexStringLower(_first.Hash);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (part, partHash) in _parts.OrderBy(part => part.Part, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
            hash.AppendData(partHash);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
