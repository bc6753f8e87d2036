namespace SegmentOperator.Signing;

/// <summary>What a test's certificate authority writes into a signer's certificate. By default what Fulcio writes.</summary>
public sealed record LeafRequest
{
    /// <summary>The identity used where a test does not care.</summary>
    public const string Workflow = "https://github.com/example/finance/.github/workflows/release.yml@refs/heads/main";

    /// <summary>The issuer used where a test does not care.</summary>
    public const string GitHub = "https://token.actions.githubusercontent.com";

    /// <summary>URI names.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [Workflow];

    /// <summary>E-mail names.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>DNS names.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Internet addresses, as bytes.</summary>
    public IReadOnlyList<byte[]> Addresses { get; init; } = [];

    /// <summary>Fulcio's otherName names.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];

    /// <summary>Who authenticated the signer, in the extension of today; null for none.</summary>
    public string? Issuer { get; init; } = GitHub;

    /// <summary>The same in the old extension; null for none.</summary>
    public string? OldIssuer { get; init; } = GitHub;

    /// <summary>Other Fulcio extensions by their last number.</summary>
    public IReadOnlyDictionary<int, string> Extensions { get; init; } = new Dictionary<int, string>();

    /// <summary>The first moment of validity.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>How long it is valid.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The extended key usages' object identifiers; by default code signing.</summary>
    public IReadOnlyList<string> Usages { get; init; } = ["1.3.6.1.5.5.7.3.3"];

    /// <summary>Whether it says to be a certificate authority's.</summary>
    public bool IsAuthority { get; init; }

    /// <summary>Whether its key may sign.</summary>
    public bool MaySign { get; init; } = true;

    /// <summary>A critical extension that nobody knows.</summary>
    public bool UnknownCritical { get; init; }

    /// <summary>The time of the certificate timestamp; null for a second before <see cref="NotBefore"/>'s.</summary>
    public DateTimeOffset? PromisedAt { get; init; }

    /// <summary>Bytes in the certificate timestamp's extensions field, as static logs have them.</summary>
    public byte[] PromiseExtensions { get; init; } = [];
}
