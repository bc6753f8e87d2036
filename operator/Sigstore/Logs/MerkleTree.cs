using System.Security.Cryptography;

namespace SegmentOperator.Sigstore;

/// <summary>RFC 6962's tree, over SHA-256.</summary>
internal static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Whether the proof leads from this leaf to its own root (RFC 9162, 2.1.3.2).</summary>
    public static bool Includes(ReadOnlySpan<byte> leaf, InclusionProof proof)
    {
        if (proof.LogIndex < 0 || proof.LogIndex >= proof.TreeSize) return false;
        Span<byte> hash = stackalloc byte[HashLength];
        LeafHash(leaf, hash);
        var (node, last) = (proof.LogIndex, proof.TreeSize - 1);
        foreach (var sibling in proof.Hashes)
        {
            if (last == 0 || sibling.Length != HashLength) return false;
            if ((node & 1) == 1 || node == last)
            {
                NodeHash(sibling, hash, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    node >>= 1;
                    last >>= 1;
                }
            }
            else
            {
                NodeHash(hash, sibling, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && hash.SequenceEqual(proof.RootHash);
    }

    public static void LeafHash(ReadOnlySpan<byte> leaf, Span<byte> result)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([LeafPrefix]);
        hash.AppendData(leaf);
        hash.GetHashAndReset(result);
    }

    public static void NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> result)
    {
        Span<byte> input = stackalloc byte[1 + HashLength + HashLength];
        input[0] = NodePrefix;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + HashLength)..]);
        SHA256.HashData(input, result);
    }
}
