using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Where and how people of a profile may log in.</summary>
internal static class ProfileChecks
{
    /// <summary>A range of more addresses than a company has is no restriction: a /12 of IPv4.</summary>
    private static readonly BigInteger WideV4 = BigInteger.One << 20;
    private static readonly BigInteger WideV6 = BigInteger.One << 96;

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        if (record.Name != "loginIpRanges")
            return;
        var (start, end) = (record.Value("startAddress"), record.Value("endAddress"));
        var id = IsWide(start, end) ? "login-ip-ranges-wide" : "login-ip-ranges";
        context.Sink.Add(id, new Place(key, file, record.Line), $"{key} from {start} to {end}.");
        var known = context.Facts.Protections.GetValueOrDefault((key, "loginIpRanges"), "0");
        context.Protect(key, "loginIpRanges", (int.Parse(known, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Also what cannot be read: nobody knows how much it takes in.</summary>
    public static bool IsWide(string? start, string? end)
    {
        if (!IPAddress.TryParse(start, out var from) || !IPAddress.TryParse(end, out var to) || from.AddressFamily != to.AddressFamily)
            return true;
        var size = Number(to) - Number(from);
        return size.Sign < 0 || size >= (from.AddressFamily == AddressFamily.InterNetwork ? WideV4 : WideV6);
    }

    private static BigInteger Number(IPAddress address) => new(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
}
