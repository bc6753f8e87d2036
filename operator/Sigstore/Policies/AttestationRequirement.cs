namespace SegmentOperator.Sigstore;

/// <summary>Something that must be attested about an artifact.</summary>
/// <param name="Name">The requirement's name.</param>
/// <param name="PredicateType">The in-toto predicate type, exactly.</param>
public sealed record AttestationRequirement(string Name, string PredicateType)
{
    /// <summary>How old the attestation may be, by its verified time; null for any age.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The authorities of which one must have made it; empty for any of the policy's.</summary>
    public IReadOnlyList<string> Authorities { get; init; } = [];

    /// <summary>What must hold of the predicate; null for nothing.</summary>
    public IPredicateRule? Rule { get; init; }

    /// <summary>What to tell people when the rule does not hold.</summary>
    public string? Message { get; init; }

    internal string Canonical =>
        $"{Name.Length}:{Name} {PredicateType.Length}:{PredicateType} {MaxAge?.Ticks} {string.Concat(Authorities.Select(a => $"{a.Length}:{a}"))} {Rule?.Canonical.Length}:{Rule?.Canonical}";
}
