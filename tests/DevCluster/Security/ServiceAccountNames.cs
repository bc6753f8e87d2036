namespace SegmentOperator.DevCluster.Security;

/// <summary>How service accounts are called as users.</summary>
internal static class ServiceAccountNames
{
    private const string Prefix = "system:serviceaccount:";
    private const string AllGroup = "system:serviceaccounts";

    public static string Username(string ns, string name) => $"{Prefix}{ns}:{name}";

    public static string[] Groups(string ns) => [AllGroup, $"{AllGroup}:{ns}"];

    /// <summary>Namespace and name of a service account's username; null for any other user.</summary>
    public static (string Namespace, string Name)? Parse(string username)
    {
        if (!username.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var parts = username[Prefix.Length..].Split(':');
        return parts.Length == 2 && Validation.Names.Label(parts[0]).Count == 0 && Validation.Names.Subdomain(parts[1]).Count == 0
            ? (parts[0], parts[1]) : null;
    }
}
