using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>A role that targets metadata delegates to.</summary>
internal sealed record TufDelegatedRole(string Name)
{
    public TufKeyPair Key { get; } = new();

    /// <summary>Who signs in truth; null for the key that the delegation names.</summary>
    public TufKeyPair? Signer { get; init; }

    public string[] Paths { get; init; } = ["*"];

    /// <summary>Prefixes of hashes in place of paths.</summary>
    public string[]? HashPrefixes { get; init; }

    public bool Terminating { get; init; }

    public bool HasTarget { get; init; }

    public DateTimeOffset? Expires { get; init; }

    /// <summary>The role that this one delegates to itself.</summary>
    public TufDelegatedRole? Nested { get; init; }

    public JsonObject Json
    {
        get
        {
            var role = new JsonObject { ["name"] = Name, ["keyids"] = new JsonArray(Key.Id), ["threshold"] = 1, ["terminating"] = Terminating };
            role[HashPrefixes is null ? "paths" : "path_hash_prefixes"] = new JsonArray([.. (HashPrefixes ?? Paths).Select(p => (JsonNode)p)]);
            return role;
        }
    }
}
