namespace SegmentOperator.Sigstore;

/// <summary>
/// Who vouches for whom: authorities on one side, signers on the other. An authority may accept several signers (a pattern), and a
/// signer may be accepted by several authorities; but each authority is given one signer, and no signer stands for two.
/// </summary>
internal sealed class Vouching(IReadOnlyDictionary<Authority, IReadOnlyList<AuthorityEvidence>> signed)
{
    private const int MostSteps = 20_000;
    private int steps;

    /// <summary>An assignment that satisfies the tree and names every authority that can be counted beside; null for none.</summary>
    public Dictionary<Authority, AuthorityEvidence>? Satisfy(AuthorityTree tree)
    {
        steps = 0;
        var used = new HashSet<string>(StringComparer.Ordinal);
        var chosen = new Dictionary<Authority, AuthorityEvidence>();
        if (!Try(tree, used, chosen, () => true)) return null;
        foreach (var (authority, candidates) in signed)
        {
            if (chosen.ContainsKey(authority)) continue;
            if (candidates.FirstOrDefault(c => Take(used, c.Signer)) is { } spare) chosen.Add(authority, spare);
        }

        return chosen;
    }

    // Continuation by continuation, so that an early choice can be taken back. Policies are small; what would take longer than
    // anybody waits is not satisfied.
    private bool Try(AuthorityTree tree, HashSet<string> used, Dictionary<Authority, AuthorityEvidence> chosen, Func<bool> then)
    {
        if (++steps > MostSteps) return false;
        if (tree is AuthorityTree.Threshold threshold) return Members(threshold, 0, threshold.Require, used, chosen, then);
        var authority = ((AuthorityTree.Leaf)tree).Authority;
        if (!signed.TryGetValue(authority, out var candidates)) return false;
        foreach (var candidate in candidates)
        {
            if (!Take(used, candidate.Signer)) continue;
            chosen[authority] = candidate;
            if (then()) return true;
            chosen.Remove(authority);
            used.Remove(candidate.Signer.Name);
            if (candidate.Signer.Key is { } key) used.Remove(key);
        }

        return false;
    }

    // A certificate may bear two names, and a managed key may have been given a certificate: who has one key is one signer.
    private static bool Take(HashSet<string> used, SignerEvidence signer)
    {
        if (used.Contains(signer.Name) || (signer.Key is not null && used.Contains(signer.Key))) return false;
        used.Add(signer.Name);
        if (signer.Key is not null) used.Add(signer.Key);
        return true;
    }

    private bool Members(
        AuthorityTree.Threshold threshold, int next, int missing, HashSet<string> used, Dictionary<Authority, AuthorityEvidence> chosen, Func<bool> then)
    {
        if (missing == 0) return then();
        if (threshold.Members.Count - next < missing) return false;
        return Try(threshold.Members[next], used, chosen, () => Members(threshold, next + 1, missing - 1, used, chosen, then))
            || Members(threshold, next + 1, missing, used, chosen, then);
    }
}
