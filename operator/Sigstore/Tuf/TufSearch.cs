namespace SegmentOperator.Sigstore;

/// <summary>
/// The search for a target: in the top-level targets, then in the roles that they delegate to, depth first and in order, each role once
/// (TUF specification 1.0, 5.6.7). A state and pure steps: whoever runs it delivers the metadata of the role that is <see cref="Wanted"/>.
/// </summary>
internal sealed class TufSearch
{
    private const int MostRoles = 32;
    private readonly TufTrust trust;
    private readonly string target;
    private readonly Stack<TufDelegation> ahead = new();
    private readonly HashSet<string> visited = new(StringComparer.Ordinal);

    public TufSearch(TufTrust trust, string target)
    {
        (this.trust, this.target) = (trust, target);
        Look(trust.Targets!);
    }

    /// <summary>What trusted metadata says of the target; null as long as it is not found.</summary>
    public TufMeta? Found { get; private set; }

    /// <summary>The role whose metadata is needed next; null at the end.</summary>
    public TufDelegation? Wanted { get; private set; }

    /// <summary>Goes on with the metadata of the wanted role.</summary>
    public void Take(ReadOnlyMemory<byte> content, DateTimeOffset now) => Look(trust.AddDelegated(Wanted!, content, now));

    private void Look(TufTargets targets)
    {
        Wanted = null;
        if (targets.Targets.TryGetValue(target, out var meta))
        {
            Found = meta;
            return;
        }

        var next = new List<TufDelegation>();
        foreach (var delegation in targets.Delegations.Where(d => d.Covers(target)))
        {
            next.Add(delegation);
            if (!delegation.Terminating) continue;
            ahead.Clear();
            break;
        }

        for (var i = next.Count - 1; i >= 0; i--) ahead.Push(next[i]);
        while (ahead.TryPop(out var delegation))
        {
            if (!visited.Add(delegation.Name)) continue;
            // A repository that sends us through more roles than that does not find us the target.
            if (visited.Count > MostRoles) return;
            Wanted = delegation;
            return;
        }
    }
}
