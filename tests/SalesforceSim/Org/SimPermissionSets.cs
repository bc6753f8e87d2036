namespace SegmentOperator.SalesforceSim;

/// <summary>One person's permission set.</summary>
/// <param name="Id">The assignment's id, beginning with 0Pa.</param>
/// <param name="Username">Who has it.</param>
/// <param name="PermissionSet">The set's name.</param>
/// <param name="ExpirationDate">When the org itself ends it; null for never.</param>
public sealed record SimPermissionSetAssignment(string Id, string Username, string PermissionSet, DateTimeOffset? ExpirationDate)
{
    /// <summary>Whether <see cref="PermissionSet"/> is the name of a permission set group.</summary>
    public bool IsGroup { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SimPermissionSets(SimOrg org)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, SimPermissionSetAssignment> assignments = new(StringComparer.Ordinal);

    public IReadOnlyList<SimPermissionSetAssignment> Snapshot()
    {
        lock (gate)
        {
            foreach (var expired in assignments.Values.Where(a => a.ExpirationDate <= org.Now).ToList())
                assignments.Remove(expired.Id);
            return [.. assignments.Values.OrderBy(a => a.Id, StringComparer.Ordinal)];
        }
    }

    /// <summary>Adds an assignment; null when the user has the set already.</summary>
    public SimPermissionSetAssignment? Add(string username, string permissionSet, bool isGroup, DateTimeOffset? expirationDate)
    {
        lock (gate)
        {
            if (Snapshot().Any(a => Same(a.Username, username) && Same(a.PermissionSet, permissionSet) && a.IsGroup == isGroup))
                return null;
            var assignment = new SimPermissionSetAssignment(org.Ids.Next("0Pa"), username, permissionSet, expirationDate) { CreatedAt = org.Now, IsGroup = isGroup };
            assignments.Add(assignment.Id, assignment);
            return assignment;
        }
    }

    public bool Remove(string id)
    {
        lock (gate)
            return assignments.Remove(SimIds.Normalize(id));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
