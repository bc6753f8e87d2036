namespace SegmentOperator.Sigstore;

/// <summary>How many of whom must vouch: authorities are the leaves, each in one place only.</summary>
internal abstract record AuthorityTree
{
    private AuthorityTree()
    {
    }

    public sealed record Leaf(Authority Authority) : AuthorityTree;

    public sealed record Threshold(string Name, int Require, IReadOnlyList<AuthorityTree> Members) : AuthorityTree;

    /// <summary>How a sentence says it: <c>2 of 'release', 1 of 'scanner', 'auditor'</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Leaf leaf => $"'{leaf.Authority.Name}'",
        Threshold { Members: [var only] } => only.ToString(),
        Threshold threshold => $"{threshold.Require} of {string.Join(", ", threshold.Members.Select(m => m is Threshold { Members.Count: > 1 } ? $"({m})" : m.ToString()))}",
        _ => "",
    };

    public static Threshold Of(IReadOnlyList<Authority> authorities, IReadOnlyList<AuthorityGroup> groups, int require)
    {
        var free = authorities.ToDictionary(a => a.Name, a => (AuthorityTree)new Leaf(a), StringComparer.Ordinal);
        var order = authorities.Select(a => a.Name).ToList();
        foreach (var group in groups)
        {
            if (order.Contains(group.Name, StringComparer.Ordinal))
                throw new PolicyException($"the group '{group.Name}' has the name of another group or authority; give each its own name", group.Name);
            var members = group.Of.Select(name => free.Remove(name, out var member) ? member : throw Absent(group, name, order)).ToArray();
            if (group.Require < 1 || group.Require > members.Length)
                throw new PolicyException($"the group '{group.Name}' requires {group.Require} of {members.Length} members; require must be between 1 and {members.Length}", group.Name);
            free.Add(group.Name, new Threshold(group.Name, group.Require, members));
            order.Add(group.Name);
        }

        AuthorityTree[] top = [.. order.Where(free.ContainsKey).Select(name => free[name])];
        return require >= 1 && require <= top.Length ? new Threshold("", require, top)
            : throw new PolicyException($"the policy requires {require} of {top.Length} authorities; require must be between 1 and {top.Length}");
    }

    private static PolicyException Absent(AuthorityGroup group, string name, List<string> known) => new(
        known.Contains(name, StringComparer.Ordinal)
            ? $"'{name}' is a member of the group '{group.Name}' and of another, or twice; one signer would count twice"
            : $"the group '{group.Name}' names '{name}', which is no authority and no group before it",
        group.Name);
}
