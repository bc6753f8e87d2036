using System.Security.Cryptography;

namespace SegmentOperator.Signing;

/// <summary>RFC 6962's Merkle tree, straight from its definition: nothing is kept but the leaves.</summary>
public sealed class Tree
{
    private readonly List<byte[]> leaves = [];

    /// <summary>How many leaves there are.</summary>
    public int Size => leaves.Count;

    /// <summary>Adds a leaf and returns its index.</summary>
    public int Add(byte[] data)
    {
        leaves.Add(SHA256.HashData([0, .. data]));
        return leaves.Count - 1;
    }

    /// <summary>The root over the first leaves.</summary>
    public byte[] Root(int size) => Root(0, size);

    /// <summary>The siblings from a leaf up to the root over the first leaves.</summary>
    public byte[][] Proof(int index, int size) => [.. Proof(index, 0, size)];

    private byte[] Root(int start, int size)
    {
        if (size == 0) return SHA256.HashData([]);
        if (size == 1) return leaves[start];
        var left = Split(size);
        return SHA256.HashData([1, .. Root(start, left), .. Root(start + left, size - left)]);
    }

    private IEnumerable<byte[]> Proof(int index, int start, int size)
    {
        if (size == 1) return [];
        var left = Split(size);
        return index < left
            ? Proof(index, start, left).Append(Root(start + left, size - left))
            : Proof(index - left, start + left, size - left).Append(Root(start, left));
    }

    private static int Split(int size)
    {
        var power = 1;
        while (power * 2 < size) power *= 2;
        return power;
    }
}
