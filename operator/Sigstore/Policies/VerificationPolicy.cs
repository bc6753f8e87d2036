using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>
/// Whose signatures and which attestations an artifact needs. Immutable; keep one and use it for many verifications, because its
/// authorities keep their imported keys.
/// </summary>
public sealed class VerificationPolicy
{
    private const int MostAuthorities = 32;
    private const int LongestName = 63;

    /// <summary>A policy.</summary>
    /// <param name="authorities">At least one, at most 32, with distinct names and distinct keys: two names for one key would let
    /// one signer count twice.</param>
    /// <param name="require">How many distinct members must have vouched, at least 1: groups, and authorities of no group.</param>
    /// <param name="groups">Authorities that vouch together. Each authority and group is in one group at most.</param>
    /// <param name="attestations">What must be attested.</param>
    /// <param name="provenance">Where the artifact must have been built; null for anywhere.</param>
    /// <exception cref="PolicyException">The policy contradicts itself; the message says what to change.</exception>
    public VerificationPolicy(
        IEnumerable<Authority> authorities,
        int require = 1,
        IReadOnlyList<AuthorityGroup>? groups = null,
        IReadOnlyList<AttestationRequirement>? attestations = null,
        ProvenanceRequirement? provenance = null)
    {
        Authorities = [.. authorities];
        Require = require;
        Groups = groups ?? [];
        Attestations = attestations ?? [];
        Provenance = provenance;
        CheckAuthorities();
        Root = AuthorityTree.Of(Authorities, Groups, require);
        CheckAttestations();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));
    }

    /// <summary>The authorities, in the policy's order.</summary>
    public IReadOnlyList<Authority> Authorities { get; }

    /// <summary>How many distinct members must have vouched.</summary>
    public int Require { get; }

    /// <summary>Authorities that vouch together.</summary>
    public IReadOnlyList<AuthorityGroup> Groups { get; }

    /// <summary>What must be attested.</summary>
    public IReadOnlyList<AttestationRequirement> Attestations { get; }

    /// <summary>Where the artifact must have been built; null for anywhere.</summary>
    public ProvenanceRequirement? Provenance { get; }

    /// <summary>sha256 over everything that bears on a verdict, in hexadecimal. Two policies with one hash judge alike.</summary>
    public string Hash { get; }

    /// <summary>Whether attestations are needed for a verdict, and not signatures alone.</summary>
    public bool NeedsAttestations => Attestations.Count > 0 || Provenance is not null;

    /// <summary>Whether a verdict depends on when it is asked for, because something must be recent.</summary>
    public bool Ages => Attestations.Any(a => a.MaxAge is not null);

    internal AuthorityTree Root { get; }

    /// <summary>The predicate types of the attestations that bear on a verdict.</summary>
    internal IReadOnlySet<string> WantedPredicates()
    {
        var types = Attestations.Select(a => a.PredicateType).ToHashSet(StringComparer.Ordinal);
        if (Provenance is not null) types.UnionWith([Sigstore.Provenance.Version02, Sigstore.Provenance.Version1]);
        return types;
    }

    private void CheckAuthorities()
    {
        if (Authorities.Count == 0)
            throw new PolicyException("the policy names no authority; without one nothing can be verified");
        if (Authorities.Count > MostAuthorities)
            throw new PolicyException($"the policy names {Authorities.Count} authorities, at most {MostAuthorities} are allowed");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var authority in Authorities)
        {
            if (string.IsNullOrWhiteSpace(authority.Name) || authority.Name.Length > LongestName)
                throw new PolicyException($"an authority's name has 1 to {LongestName} characters", authority.Name);
            if (!names.Add(authority.Name))
                throw new PolicyException($"two authorities are named '{authority.Name}'; give each its own name", authority.Name);
            if (!keys.TryAdd(authority.Identity, authority.Name))
                throw new PolicyException(
                    $"the authorities '{keys[authority.Identity]}' and '{authority.Name}' have the same {(authority is KeyAuthority ? "key" : "identity")}; "
                    + "one signer would count twice", authority.Name);
        }
    }

    private void CheckAttestations()
    {
        foreach (var requirement in Attestations)
        {
            if (requirement.PredicateType.Length == 0) throw new PolicyException($"the attestation '{requirement.Name}' names no predicate type");
            if (requirement.PredicateType == InTotoStatement.SignaturePredicate)
                throw new PolicyException($"the attestation '{requirement.Name}' demands the type of signatures; require an authority instead");
            if (requirement.MaxAge <= TimeSpan.Zero) throw new PolicyException($"the attestation '{requirement.Name}' has a maxAge that is not positive");
            CheckNames($"the attestation '{requirement.Name}'", requirement.Authorities);
        }

        var twice = Attestations.GroupBy(a => a.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new PolicyException($"two attestations are named '{twice.Key}'; give each its own name");
        if (Provenance is { } provenance) CheckNames("the provenance", provenance.Authorities);
    }

    private void CheckNames(string whose, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (Authorities.All(a => a.Name != name)) throw new PolicyException($"{whose} names the authority '{name}', which the policy does not have");
        }
    }

    private string Canonical()
    {
        var text = new StringBuilder($"policy/v3 require {Require}");
        foreach (var a in Authorities) text.Append($"\nauthority {a.Name.Length}:{a.Name} {a.Canonical}");
        foreach (var g in Groups) text.Append($"\ngroup {g.Name.Length}:{g.Name} {g.Require} {string.Concat(g.Of.Select(m => $"{m.Length}:{m}"))}");
        foreach (var a in Attestations) text.Append($"\nattestation {a.Canonical}");
        if (Provenance is { } provenance) text.Append($"\nprovenance {provenance.Canonical}");
        return text.ToString();
    }
}
