namespace SegmentOperator.SalesforceSim;

/// <summary>One deployment that the org accepted, as it stood when it was asked for.</summary>
public sealed record SimDeployment
{
    /// <summary>The deployment's id, beginning with 0Af.</summary>
    public required string Id { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string Username { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Pending, InProgress, Succeeded, SucceededPartial, Failed, Canceling or Canceled.</summary>
    public required string Status { get; init; }

    /// <summary>It ended, one way or another.</summary>
    public required bool Done { get; init; }

    /// <summary>A validation, which changes nothing.</summary>
    public required bool CheckOnly { get; init; }

    /// <summary>The test level that was asked for; null when the org chose.</summary>
    public required string? TestLevel { get; init; }

    /// <summary>SHA-256 of the zip, in lower-case hexadecimal.</summary>
    public required string ZipSha256 { get; init; }

    /// <summary>The validation that a quick deployment repeats; null for others.</summary>
    public required string? ValidatedDeployId { get; init; }

    /// <summary>What failed, in words; empty while it runs.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
