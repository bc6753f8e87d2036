using System.Globalization;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>An address with a prefix length.</summary>
internal sealed class CidrRange(IpAddress address, int prefix) : CelOpaque, IEquatable<CidrRange>
{
    public static CelType CelType { get; } = CelType.Opaque("net.CIDR");

    public override CelType Type => CelType;

    public IpAddress Address => address;

    public int Prefix => prefix;

    public CidrRange Masked => new(new IpAddress(Network(address.Bits), address.IsV4), prefix);

    /// <summary>Null with the problem where the text is no CIDR.</summary>
    public static CidrRange? TryParse(string text, out string problem)
    {
        problem = $"network address parse error during conversion from string: netip.ParsePrefix(\"{text}\"): unable to parse prefix";
        var slash = text.LastIndexOf('/');
        if (slash < 0)
            return null;
        var length = text.AsSpan(slash + 1);
        var leadingZero = length.Length > 1 && length[0] == '0';
        if (leadingZero || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return null;
        if (IpAddress.TryParse(text[..slash], out var addressProblem) is not { } address)
        {
            problem = addressProblem;
            return null;
        }

        return prefix <= address.Length ? new CidrRange(address, prefix) : null;
    }

    public bool Contains(IpAddress other) => address.IsV4 == other.IsV4 && Network(address.Bits) == Network(other.Bits);

    public bool Contains(CidrRange other) => prefix <= other.Prefix && Contains(other.Address);

    public bool Equals(CidrRange? other) => other is not null && prefix == other.Prefix && address.Equals(other.Address);

    public override bool Equals(object? obj) => Equals(obj as CidrRange);

    public override int GetHashCode() => HashCode.Combine(address, prefix);

    public override string ToString() => $"{address}/{prefix}";

    private UInt128 Network(UInt128 bits)
    {
        var host = address.Length - prefix;
        return host == 128 ? 0 : bits >> host << host;
    }
}
