using System.Security.Cryptography;
using System.Text;

namespace SegmentOperator.Sigstore;

/// <summary>Whose signatures an artifact needs: <see cref="Require"/> distinct authorities of <see cref="Authorities"/>.</summary>
public sealed class VerificationPolicy
{
    private const int MostAuthorities = 32;
    private const int LongestName = 63;

    /// <summary>A policy.</summary>
    /// <param name="authorities">At least one, at most 32, with distinct names and distinct keys: two names for one key would let
    /// one signer count twice.</param>
    /// <param name="require">How many distinct authorities must have signed, at least 1.</param>
    /// <exception cref="PolicyException">The policy contradicts itself; the message says what to change.</exception>
    public VerificationPolicy(IEnumerable<Authority> authorities, int require = 1)
    {
        Authorities = [.. authorities];
        Require = require;
        Check();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));
    }

    /// <summary>The authorities, in the policy's order.</summary>
    public IReadOnlyList<Authority> Authorities { get; }

    /// <summary>How many distinct authorities must have signed.</summary>
    public int Require { get; }

    /// <summary>sha256 over everything that bears on a verdict, in hexadecimal. Two policies with one hash judge alike.</summary>
    public string Hash { get; }

    private void Check()
    {
        if (Authorities.Count == 0)
            throw new PolicyException("the policy names no authority; without one nothing can be verified");
        if (Authorities.Count > MostAuthorities)
            throw new PolicyException($"the policy names {Authorities.Count} authorities, at most {MostAuthorities} are allowed");
        if (Require < 1 || Require > Authorities.Count)
            throw new PolicyException(
                $"the policy requires {Require} of {Authorities.Count} authorities; require must be between 1 and {Authorities.Count}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var authority in Authorities)
        {
            if (string.IsNullOrWhiteSpace(authority.Name) || authority.Name.Length > LongestName)
                throw new PolicyException($"an authority's name has 1 to {LongestName} characters", authority.Name);
            if (!names.Add(authority.Name))
                throw new PolicyException($"two authorities are named '{authority.Name}'; give each its own name", authority.Name);
            if (!keys.TryAdd(authority.Canonical, authority.Name))
                throw new PolicyException(
                    $"the authorities '{keys[authority.Canonical]}' and '{authority.Name}' have the same key; "
                    + "one signer would count twice", authority.Name);
        }
    }

    private string Canonical() =>
        string.Join('\n', Authorities.Select(a => $"{a.Name.Length}:{a.Name} {a.Canonical}").Prepend($"policy/v1 require {Require}"));
}
