namespace SegmentOperator.Manager.Identity;

/// <summary>Under which keys of userInfo.extra the cluster's authenticator writes what a session shows.</summary>
/// <param name="Configured">Claim names to keys, as --claim gave them.</param>
internal sealed record ClaimKeys(IReadOnlyDictionary<string, string> Configured)
{
    /// <summary>Authentication methods (RFC 8176): mfa, otp, hwk, pwd.</summary>
    public const string Amr = "amr";

    /// <summary>When the person authenticated: seconds since 1970, or RFC 3339.</summary>
    public const string AuthTime = "auth_time";

    /// <summary>The address that the session comes from.</summary>
    public const string SourceAddress = "source";

    /// <summary>Whether the device is managed: true, managed or compliant.</summary>
    public const string Device = "device";

    /// <summary>true where the session had more than one factor; amr counts too.</summary>
    public const string Mfa = "mfa";

    public static ClaimKeys None { get; } = new(new Dictionary<string, string>());

    /// <summary>Whether the operator was told where the cluster says how many factors a login had.</summary>
    public bool KnowsFactors => Configured.ContainsKey(Mfa) || Configured.ContainsKey(Amr);

    /// <summary>The key of a claim: the configured one, a key that is written out, or the claim's name under this product's prefix.</summary>
    public string Of(string claim) =>
        Configured.TryGetValue(claim, out var key) ? key : claim.Contains('/', StringComparison.Ordinal) ? claim : $"{Names.Domain}/{claim}";
}
