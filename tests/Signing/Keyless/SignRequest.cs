namespace SegmentOperator.Signing;

/// <summary>How a test signs keylessly.</summary>
public sealed record SignRequest
{
    /// <summary>The bundle's media type.</summary>
    public string MediaType { get; init; } = CosignSigner.BundleType;

    /// <summary>The moment at which everything happens.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The certificate; null for one of Fulcio's kind from <see cref="Time"/> on.</summary>
    public LeafRequest? Leaf { get; init; }

    /// <summary>Which log takes it in.</summary>
    public LogKind Log { get; init; } = LogKind.Rekor1;

    /// <summary>The entry's kind where there is a choice: hashedrekord, dsse or intoto.</summary>
    public string? Entry { get; init; }

    /// <summary>Whether a timestamp is taken. Rekor v2 needs one.</summary>
    public bool Timestamp { get; init; }

    /// <summary>Who cosigns the checkpoint.</summary>
    public IReadOnlyList<CheckpointWitness> Witnesses { get; init; } = [];

    /// <summary>A managed key instead of a certificate's.</summary>
    public SigningKey? Key { get; init; }

    /// <summary>Who issues the certificate; null for the instance's authority.</summary>
    public CertificateTree? Issuer { get; init; }
}

/// <summary>The kinds of logs.</summary>
public enum LogKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>Promises, inclusion proofs and checkpoints.</summary>
    Rekor1,

    /// <summary>Inclusion proofs and checkpoints, Ed25519.</summary>
    Rekor2,

    /// <summary>The same with an ECDSA key.</summary>
    Rekor2Ecdsa,
}
