using System.Buffers;
using System.Globalization;
using System.Net;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>An IPv4 or IPv6 address without a zone. Written in canonical form.</summary>
internal sealed class IpAddress(UInt128 bits, bool isV4) : CelOpaque, IEquatable<IpAddress>
{
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static CelType CelType { get; } = CelType.Opaque("net.IP");

    public override CelType Type => CelType;

    public UInt128 Bits => bits;

    public bool IsV4 => isV4;

    public int Length => isV4 ? 32 : 128;

    public bool IsUnspecified => bits == 0;

    public bool IsLoopback => isV4 ? Top(8) == 127 : bits == 1;

    public bool IsMulticast => isV4 ? Top(4) == 14 : Top(8) == 0xFF;

    public bool IsLinkLocalMulticast => isV4 ? Top(24) == 0xE00000 : (Top(16) & 0xFF0F) == 0xFF02;

    public bool IsLinkLocalUnicast => isV4 ? Top(16) == 0xA9FE : Top(10) == 0x3FA;

    public bool IsGlobalUnicast =>
        !IsUnspecified && !IsLoopback && !IsMulticast && !IsLinkLocalUnicast && !(isV4 && bits == 0xFFFFFFFF);

    /// <summary>Null with the problem where the text is no such address.</summary>
    public static IpAddress? TryParse(string text, out string problem)
    {
        problem = "";
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            if (ParseV4(text) is { } v4)
                return new IpAddress(v4, isV4: true);
        }
        else if (text.Contains('%', StringComparison.Ordinal))
        {
            problem = $"IP address \"{text}\" with zone value is not allowed";
            return null;
        }
        else if (ParseV6(text) is { } v6)
        {
            if (v6 >> 32 != 0xFFFF)
                return new IpAddress(v6, isV4: false);
            problem = $"IPv4-mapped IPv6 address \"{text}\" is not allowed";
            return null;
        }

        problem = $"IP Address \"{text}\" parse error during conversion from string: ParseAddr(\"{text}\"): unable to parse IP";
        return null;
    }

    public bool Equals(IpAddress? other) => other is not null && isV4 == other.IsV4 && bits == other.Bits;

    public override bool Equals(object? obj) => Equals(obj as IpAddress);

    public override int GetHashCode() => HashCode.Combine(bits, isV4);

    public override string ToString() => isV4
        ? $"{(byte)(bits >> 24)}.{(byte)(bits >> 16)}.{(byte)(bits >> 8)}.{(byte)bits}"
        : WriteV6();

    private UInt128 Top(int count) => bits >> (Length - count);

    private static UInt128? ParseV4(string text)
    {
        UInt128 value = 0;
        var parts = text.Split('.');
        if (parts.Length != 4)
            return null;
        foreach (var part in parts)
        {
            var leadingZero = part.Length > 1 && part[0] == '0';
            if (leadingZero || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
                return null;
            value = (value << 8) | octet;
        }

        return value;
    }

    private static UInt128? ParseV6(string text)
    {
        if (text.AsSpan().ContainsAnyExcept(V6Characters))
            return null;
        var tail = text[(text.LastIndexOf(':') + 1)..];
        if (tail.Contains('.', StringComparison.Ordinal) && ParseV4(tail) is null)
            return null;
        if (!IPAddress.TryParse(text, out var parsed))
            return null;
        UInt128 value = 0;
        foreach (var octet in parsed.GetAddressBytes())
            value = (value << 8) | octet;
        return value;
    }

    /// <summary>Lower case, without leading zeros, the longest run of two or more zero groups left out.</summary>
    private string WriteV6()
    {
        var groups = Enumerable.Range(0, 8).Select(i => (ushort)(bits >> (112 - (16 * i)))).ToArray();
        var (start, length) = (-1, 1);
        for (var i = 0; i < 8; i++)
        {
            var run = groups.Skip(i).TakeWhile(g => g == 0).Count();
            if (run > length)
                (start, length) = (i, run);
        }

        if (start < 0)
            return string.Join(':', groups.Select(g => g.ToString("x", CultureInfo.InvariantCulture)));
        var left = string.Join(':', groups.Take(start).Select(g => g.ToString("x", CultureInfo.InvariantCulture)));
        var right = string.Join(':', groups.Skip(start + length).Select(g => g.ToString("x", CultureInfo.InvariantCulture)));
        return $"{left}::{right}";
    }
}
