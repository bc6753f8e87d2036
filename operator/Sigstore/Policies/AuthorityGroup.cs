namespace SegmentOperator.Sigstore;

/// <summary>Authorities that vouch together.</summary>
/// <param name="Name">The group's name, different from every authority's.</param>
/// <param name="Of">Names of authorities, or of groups that stand earlier in the policy's list.</param>
/// <param name="Require">How many different members must vouch, at least 1.</param>
public sealed record AuthorityGroup(string Name, IReadOnlyList<string> Of, int Require = 1);
