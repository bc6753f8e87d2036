using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>A role that targets metadata hands a part of its targets to (TUF specification 1.0, 4.5).</summary>
/// <param name="Name">The role's name.</param>
/// <param name="Role">Who signs for it, as the delegating metadata says.</param>
/// <param name="Paths">Patterns of the targets that it may speak of; null where they are named by the prefixes of their hashes.</param>
/// <param name="HashPrefixes">The same by hash.</param>
/// <param name="Terminating">Whether nobody after it is asked for a target that it may speak of.</param>
internal sealed record TufDelegation(string Name, TufRole Role, IReadOnlyList<string>? Paths, IReadOnlyList<string> HashPrefixes, bool Terminating)
{
    private const int Most = 1024;

    /// <summary>The name under which snapshots list it.</summary>
    public string MetaName => Name + ".json";

    /// <summary>The name of its file, where nothing in the role's name leads elsewhere.</summary>
    public string FileName => Uri.EscapeDataString(Name) + ".json";

    /// <summary>Whether it may speak of a target.</summary>
    public bool Covers(string target)
    {
        if (Paths is not null) return Paths.Any(pattern => Matches(pattern, target));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)));
        return HashPrefixes.Any(prefix => hash.StartsWith(prefix, StringComparison.Ordinal));
    }

    /// <summary>The delegations of targets metadata, in the order in which they are asked.</summary>
    public static IReadOnlyList<TufDelegation> ReadAll(JsonElement signed)
    {
        if (!signed.TryGetProperty("delegations", out var delegations)) return [];
        var keys = delegations.GetProperty("keys").EnumerateObject().ToDictionary(k => k.Name, k => TufKey.Read(k.Value), StringComparer.Ordinal);
        var roles = new List<TufDelegation>();
        // Roles by hash bins (TAP 15) are written in another member: they are not followed, and what only they list is not there.
        if (!delegations.TryGetProperty("roles", out var list)) return roles;
        foreach (var role in list.EnumerateArray())
        {
            if (roles.Count >= Most) throw new FormatException($"it delegates to more than {Most} roles");
            roles.Add(Read(role, keys));
        }

        return roles;
    }

    private static TufDelegation Read(JsonElement role, Dictionary<string, TufKey> keys)
    {
        var name = role.GetProperty("name").GetString() ?? "";
        if (name is "" or "root" or "timestamp" or "snapshot" or "targets") throw new FormatException("it delegates to a role by a name that is taken");
        var paths = Texts(role, "paths");
        var prefixes = Texts(role, "path_hash_prefixes");
        if (paths is null == prefixes is null) throw new FormatException("a delegation does not have exactly one of paths and path_hash_prefixes");
        return new TufDelegation(name, TufRole.Read(role, keys), paths, prefixes ?? [], role.TryGetProperty("terminating", out var last) && last.GetBoolean());
    }

    private static IReadOnlyList<string>? Texts(JsonElement role, string name) => role.TryGetProperty(name, out var list)
        ? [.. list.EnumerateArray().Select(item => item.GetString() ?? throw new FormatException($"{name} holds something that is no text"))] : null;

    // A wildcard stands for something within one folder. Sets in brackets, which shells know, match nothing.
    private static bool Matches(string pattern, string target)
    {
        var (patterns, parts) = (pattern.Split('/'), target.Split('/'));
        if (patterns.Length != parts.Length || pattern.AsSpan().IndexOfAny('[', '\\') >= 0) return false;
        for (var i = 0; i < parts.Length; i++)
        {
            if (!FileSystemName.MatchesSimpleExpression(patterns[i], parts[i], ignoreCase: false)) return false;
        }

        return true;
    }
}
