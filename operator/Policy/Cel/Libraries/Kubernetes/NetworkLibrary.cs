using static SegmentOperator.Policy.Cel.CelOverload;

namespace SegmentOperator.Policy.Cel.Libraries;

/// <summary>IP addresses and CIDRs.</summary>
internal sealed class NetworkLibrary : CelLibrary
{
    private static readonly CelType T = CelType.String;
    private static readonly CelType B = CelType.Bool;
    private static readonly CelType Address = IpAddress.CelType;
    private static readonly CelType Range = CidrRange.CelType;

    public override IEnumerable<CelType> Types => [Address, Range];

    public override IEnumerable<CelFunction> Functions =>
    [
        new("ip", Global("string_to_ip", T, Address, ParseIp).WithCost(Walk), Member("cidr_ip", Range, Address, c => CelValue.Of(Cidr(c).Address))),
        new("isIP", Global("is_ip", T, B, s => CelValue.Of(!ParseIp(s).IsError)).WithCost(Walk)),
        new("ip.isCanonical", Global("ip_is_canonical", T, B, IsCanonical).WithCost(Walk)),
        new("family", Member("ip_family", Address, CelType.Int, a => CelValue.Of(Ip(a).IsV4 ? 4L : 6L))),
        Test("isUnspecified", "ip_is_unspecified", a => a.IsUnspecified),
        Test("isLoopback", "ip_is_loopback", a => a.IsLoopback),
        Test("isLinkLocalMulticast", "ip_is_link_local_multicast", a => a.IsLinkLocalMulticast),
        Test("isLinkLocalUnicast", "ip_is_link_local_unicast", a => a.IsLinkLocalUnicast),
        Test("isGlobalUnicast", "ip_is_global_unicast", a => a.IsGlobalUnicast),
        new(
            "string",
            Global("ip_to_string", Address, T, a => CelValue.Of(Ip(a).ToString())),
            Global("cidr_to_string", Range, T, c => CelValue.Of(Cidr(c).ToString()))),
        new("cidr", Global("string_to_cidr", T, Range, ParseCidr).WithCost(Walk)),
        new("isCIDR", Global("is_cidr", T, B, s => CelValue.Of(!ParseCidr(s).IsError)).WithCost(Walk)),
        new(
            "containsIP",
            Member("cidr_contains_ip_string", Range, T, B, (c, s) => With(ParseIp(s), a => Cidr(c).Contains(Ip(a)))),
            Member("cidr_contains_ip_ip", Range, Address, B, (c, a) => CelValue.Of(Cidr(c).Contains(Ip(a))))),
        new(
            "containsCIDR",
            Member("cidr_contains_cidr_string", Range, T, B, (c, s) => With(ParseCidr(s), o => Cidr(c).Contains(Cidr(o)))),
            Member("cidr_contains_cidr", Range, Range, B, (c, o) => CelValue.Of(Cidr(c).Contains(Cidr(o))))),
        new("prefixLength", Member("cidr_prefix_length", Range, CelType.Int, c => CelValue.Of((long)Cidr(c).Prefix))),
        new("masked", Member("cidr_masked", Range, Range, c => CelValue.Of(Cidr(c).Masked))),
    ];

    private static long Walk(CelValue[] a) => Math.Max(1, Cost.Traversal(Cost.Size(a[0])));

    private static IpAddress Ip(in CelValue value) => (IpAddress)value.AsOpaque();

    private static CidrRange Cidr(in CelValue value) => (CidrRange)value.AsOpaque();

    private static CelFunction Test(string name, string id, Func<IpAddress, bool> holds) =>
        new(name, Member(id, Address, B, a => CelValue.Of(holds(Ip(a)))));

    private static CelValue With(CelValue parsed, Func<CelValue, bool> holds) => parsed.IsError ? parsed : CelValue.Of(holds(parsed));

    private static CelValue ParseIp(CelValue text) =>
        IpAddress.TryParse(text.AsString(), out var problem) is { } address ? CelValue.Of(address) : CelValue.Error(problem);

    private static CelValue ParseCidr(CelValue text) => CidrRange.TryParse(text.AsString(), out var problem) is { } range
        ? CelValue.Of(range)
        : CelValue.Error($"network address parse error during conversion from string: {problem}");

    private static CelValue IsCanonical(CelValue text)
    {
        var parsed = ParseIp(text);
        return parsed.IsError ? parsed : CelValue.Of(Ip(parsed).ToString() == text.AsString());
    }
}
