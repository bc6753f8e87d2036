using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace SegmentOperator.Sigstore;

/// <summary>
/// Remembers that a signature was good. Whether it is depends on nothing but the bytes, so the answer never ages; bad ones are not
/// kept. Bounded: two generations of which the older is dropped.
/// </summary>
internal sealed class SignatureMemo
{
    private const int Most = 4096;
    private ConcurrentDictionary<Key, byte> young = new();
    private ConcurrentDictionary<Key, byte> old = new();

    private readonly record struct Key(UInt128 High, UInt128 Low);

    // The hash, 32 bytes, stands for all that the answer depends on.
    public bool Remember<T, TContext>(ReadOnlySpan<byte> hash, T item, TContext context, Func<T, TContext, bool> verify)
    {
        var words = MemoryMarshal.Cast<byte, UInt128>(hash);
        var key = new Key(words[0], words[1]);
        if (young.ContainsKey(key)) return true;
        if (!old.ContainsKey(key) && !verify(item, context)) return false;
        if (young.Count >= Most) (old, young) = (young, new());
        young[key] = 0;
        return true;
    }
}
