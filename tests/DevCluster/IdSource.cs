namespace SegmentOperator.DevCluster;

/// <summary>The one source of randomness: uids, name suffixes, shares of faults.</summary>
internal sealed class IdSource(int seed)
{
    private const string Suffix = "bcdfghjklmnpqrstvwxz2456789";
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public string Uid()
    {
        Span<byte> bytes = stackalloc byte[16];
        lock (_lock)
            _random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes).ToString();
    }

    /// <summary>Five characters, as generateName appends.</summary>
    public string NameSuffix()
    {
        lock (_lock)
            return new string(_random.GetItems<char>(Suffix, 5));
    }

    /// <summary>A number in [0, 1).</summary>
    public double Share()
    {
        lock (_lock)
            return _random.NextDouble();
    }
}
