using System.Net;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>NetworkPolicies.</summary>
internal sealed class NetworkPolicies : Rules
{
    private const string PortRange = "must be between 1 and 65535, inclusive";

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        MetadataRules.Selector(errors, spec["podSelector"], "spec.podSelector");
        Direction(errors, spec, "ingress", "from");
        Direction(errors, spec, "egress", "to");
        var types = spec.Texts("policyTypes").ToList();
        if (types.Count > 2)
        {
            errors.Add(Finding.Invalid("spec.policyTypes", spec["policyTypes"], "may not specify more than two policyTypes"));
            return;
        }

        for (var i = 0; i < types.Count; i++)
            OneOf(errors, types[i], "spec.policyTypes".Index(i), "Ingress", "Egress");
    }

    private static void Direction(List<FieldError> errors, JsonObject spec, string direction, string peers)
    {
        var index = 0;
        foreach (var rule in spec.Objects(direction))
        {
            var path = "spec".Child(direction).Index(index++);
            var i = 0;
            foreach (var port in rule.Objects("ports"))
                Port(errors, port, path.Child("ports").Index(i++));
            i = 0;
            foreach (var peer in rule.Objects(peers))
                Peer(errors, peer, path.Child(peers).Index(i++));
        }
    }

    private static void Port(List<FieldError> errors, JsonObject port, string path)
    {
        if (port.Has("protocol"))
            OneOf(errors, port.Str("protocol"), path.Child("protocol"), "TCP", "UDP", "SCTP");
        var end = port.Integer("endPort");
        switch (port["port"].Kind())
        {
            case JsonType.Integer:
                var start = port["port"].Integer();
                if (start is < 1 or > 65535)
                    errors.Add(Finding.Invalid(path.Child("port"), start, PortRange));
                if (end < start)
                    errors.Add(Finding.Invalid(path.Child("endPort"), start, "must be greater than or equal to `port`"));
                if (end is < 1 or > 65535)
                    errors.Add(Finding.Invalid(path.Child("endPort"), end, PortRange));
                break;
            case JsonType.String:
                if (end is not null)
                    errors.Add(Finding.Invalid(path.Child("endPort"), end, "may not be specified when `port` is non-numeric"));
                MetadataRules.Invalid(errors, path.Child("port"), port.Str("port"), Names.PortName(port.Str("port")));
                break;
            default:
                if (end is not null)
                    errors.Add(Finding.Invalid(path.Child("endPort"), end, "may not be specified when `port` is not specified"));
                break;
        }
    }

    private static void Peer(List<FieldError> errors, JsonObject peer, string path)
    {
        var count = 0;
        foreach (var selector in new[] { "podSelector", "namespaceSelector" }.Where(s => peer.Has(s)))
        {
            count++;
            MetadataRules.Selector(errors, peer[selector], path.Child(selector));
        }

        if (peer["ipBlock"] is JsonObject block)
        {
            count++;
            Block(errors, block, path.Child("ipBlock"));
        }

        if (count == 0)
            errors.Add(Finding.Required(path, "must specify a peer"));
        else if (count > 1 && peer.Has("ipBlock"))
            errors.Add(Finding.Forbidden(path, "may not specify both ipBlock and another peer"));
    }

    private static void Block(List<FieldError> errors, JsonObject block, string path)
    {
        var cidr = block.Str("cidr");
        if (cidr.Length == 0)
        {
            errors.Add(Finding.Required(path.Child("cidr")));
            return;
        }

        if (Parse(errors, cidr, path.Child("cidr")) is not { } network)
            return;
        var index = 0;
        foreach (var except in block.Texts("except"))
        {
            var at = path.Child("except").Index(index++);
            if (Parse(errors, except, at) is { } inner && (inner.PrefixLength <= network.PrefixLength || !network.Contains(inner.BaseAddress)))
                errors.Add(Finding.Invalid(at, except, "must be a strict subset of `cidr`"));
        }
    }

    /// <summary>A network as people write it: bits behind the prefix count as zero.</summary>
    private static IPNetwork? Parse(List<FieldError> errors, string cidr, string path)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IPAddress.TryParse(cidr[..slash], out var address) && int.TryParse(cidr[(slash + 1)..], out var prefix)
            && prefix >= 0 && prefix <= address.GetAddressBytes().Length * 8)
        {
            var bytes = address.GetAddressBytes();
            for (var bit = prefix; bit < bytes.Length * 8; bit++)
                bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
            return new IPNetwork(new IPAddress(bytes), prefix);
        }

        errors.Add(Finding.Invalid(path, cidr, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        return null;
    }
}
