using System.Text.Json.Serialization;
using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Traffic between this segment's runs and another segment.</summary>
public sealed record Interaction
{
    /// <summary>The other segment. It must declare the same interaction in the opposite direction.</summary>
    [Required]
    [DnsLabel]
    public string Segment { get; set; } = "";

    /// <summary>How it takes place.</summary>
    public InteractionChannel? Via { get; set; }

    /// <summary>Egress leads from this segment to the other, Ingress from the other to this one.</summary>
    [Required]
    public TrafficDirection Direction { get; set; }

    /// <summary>The ports at the receiving end.</summary>
    [Required]
    [Size(16, Min = 1)]
    [Range(1, 65535)]
    [ListType]
    public IReadOnlyList<int> Ports { get; set; } = [];

    /// <summary>The ports' protocol.</summary>
    [Default("TCP")]
    public TransportProtocol Protocol { get; set; }

    /// <summary>What the interaction is for.</summary>
    [Text(1024)]
    public string? Justification { get; set; }
}

/// <summary>How an interaction takes place.</summary>
public sealed record InteractionChannel
{
    /// <summary>The service account, in the isolation namespace of the calling segment, whose pods take part. Without it all pods do.</summary>
    [DnsName]
    public string? ServiceAccount { get; set; }
}

/// <summary>The direction of traffic, seen from this segment.</summary>
public enum TrafficDirection
{
    /// <summary>From this segment outwards.</summary>
    Egress,

    /// <summary>Into this segment.</summary>
    Ingress,
}

/// <summary>A transport protocol.</summary>
public enum TransportProtocol
{
    /// <summary>Transmission Control Protocol.</summary>
    [JsonStringEnumMemberName("TCP")]
    Tcp,

    /// <summary>User Datagram Protocol.</summary>
    [JsonStringEnumMemberName("UDP")]
    Udp,
}
