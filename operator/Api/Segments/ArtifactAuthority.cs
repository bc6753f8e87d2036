using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Someone who can vouch for an artifact: the holder of a key, or an identity that a certificate authority vouches for.</summary>
[CelRule("[has(self.key), has(self.keyless), has(self.certificates)].filter(x, x).size() == 1",
    "give exactly one of key, keyless and certificates")]
public sealed record ArtifactAuthority
{
    /// <summary>The authority's name, as decisions and attestations refer to it.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>The holder of a private key.</summary>
    public KeyAuthority? Key { get; set; }

    /// <summary>An identity in a certificate that a Sigstore instance issued for minutes.</summary>
    public KeylessAuthority? Keyless { get; set; }

    /// <summary>An identity in a certificate of your own certificate authority.</summary>
    public CertificateAuthority? Certificates { get; set; }

    /// <summary>The Sigstore instance for this authority, where it is not the segment's.</summary>
    public TrustRootSource? TrustRoot { get; set; }

    /// <summary>Transparency log entries that a signature needs. Without it 1 for keyless, 0 for the others.</summary>
    [Range(0, 8)]
    public int? LogEntries { get; set; }

    /// <summary>RFC 3161 timestamps that a signature needs. Without it none, where a log entry gives the time.</summary>
    [Range(0, 8)]
    public int? Timestamps { get; set; }

    /// <summary>Signed certificate timestamps that a certificate needs. Without it 1 for keyless, 0 for the others.</summary>
    [Range(0, 8)]
    public int? CertificateTimestamps { get; set; }

    /// <summary>
    /// Those who may have cosigned a log's checkpoint, as verifier keys of signed notes: name+hint+base64, Ed25519 or ECDSA. They keep a
    /// log from showing different trees to different people.
    /// </summary>
    [Size(16)]
    [Text(512, 1)]
    [ListType]
    public IReadOnlyList<string> Witnesses { get; set; } = [];

    /// <summary>How many of the witnesses must have cosigned each log entry's checkpoint. Without it none.</summary>
    [Range(0, 16)]
    public int? WitnessThreshold { get; set; }
}
