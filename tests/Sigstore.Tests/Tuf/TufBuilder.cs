using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.Sigstore.Tests;

/// <summary>Makes and keeps a TUF repository: honest as it stands, and open to every change that an attacker could make.</summary>
internal sealed class TufBuilder : ITufRepository
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public bool IsDown { get; set; }

    public string Name => "test repository";

    public TufKeyPair[] RootKeys { get; set; } = [new(), new(), new()];

    public int RootThreshold { get; set; } = 2;

    public TufKeyPair TimestampKey { get; set; } = new();

    public TufKeyPair SnapshotKey { get; set; } = new();

    public TufKeyPair TargetsKey { get; set; } = new();

    public long RootVersion { get; set; } = 1;

    public long Version { get; set; } = 1;

    public bool Hashes { get; set; }

    public bool Consistent { get; set; } = true;

    public TimeSpan TimestampLife { get; set; } = TimeSpan.FromDays(7);

    public TimeSpan Life { get; set; } = TimeSpan.FromDays(365);

    public DateTimeOffset Now { get; set; } = Start;

    public byte[] Target { get; set; } = "{\"target\":1}"u8.ToArray();

    /// <summary>Roles that are delegated to, in order. Where there are any, the target is in the last one's metadata alone.</summary>
    public List<TufDelegatedRole> Delegated { get; } = [];

    public static TufBuilder Create()
    {
        var builder = new TufBuilder();
        builder.PublishRoot();
        builder.Publish();
        return builder;
    }

    public async Task<byte[]?> FindAsync(string path, long limit, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Asked.Add(path);
        if (IsDown) throw new TufException(TufProblem.Unreachable, "the test repository is down");
        if (!Files.TryGetValue(path, out var file)) return null;
        return await TufBytes.ReadAsync(new MemoryStream(file), limit, path, cancellationToken);
    }

    /// <summary>The root of this version, signed by its own keys and by the given ones.</summary>
    public byte[] PublishRoot(params TufKeyPair[] alsoSignedBy) => Files[$"{RootVersion}.root.json"] = RootOf(alsoSignedBy);

    public byte[] RootOf(params TufKeyPair[] alsoSignedBy)
    {
        var keys = new JsonObject();
        foreach (var key in RootKeys.Append(TimestampKey).Append(SnapshotKey).Append(TargetsKey)) keys[key.Id] = key.Json;
        return Sign(
            new JsonObject
            {
                ["_type"] = "root",
                ["spec_version"] = "1.0.31",
                ["version"] = RootVersion,
                ["expires"] = Date(Now + Life),
                ["consistent_snapshot"] = Consistent,
                ["keys"] = keys,
                ["roles"] = new JsonObject
                {
                    ["root"] = Role(RootThreshold, RootKeys),
                    ["timestamp"] = Role(1, TimestampKey),
                    ["snapshot"] = Role(1, SnapshotKey),
                    ["targets"] = Role(1, TargetsKey),
                },
            },
            [.. RootKeys.Concat(alsoSignedBy).DistinctBy(k => k.Id)]);
    }

    /// <summary>Timestamp, snapshot, targets and the target, all in this version.</summary>
    public void Publish()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Target));
        Files[Consistent ? $"targets/{hash}.trusted_root.json" : "targets/trusted_root.json"] = Target;
        var targets = TargetsOf();
        foreach (var role in Delegated)
            Files[(Consistent ? $"{Version}." : "") + Uri.EscapeDataString(role.Name) + ".json"] = DelegatedOf(role);
        Files[Consistent ? $"{Version}.targets.json" : "targets.json"] = targets;
        var snapshot = SnapshotOf(targets);
        Files[Consistent ? $"{Version}.snapshot.json" : "snapshot.json"] = snapshot;
        Files["timestamp.json"] = TimestampOf(snapshot);
    }

    public byte[] TargetsOf() => Sign(
        Targets(Delegated.Count == 0, Now + Life, [.. Delegated.Where(role => Delegated.All(other => other.Nested != role))]), TargetsKey);

    public byte[] DelegatedOf(TufDelegatedRole role) =>
        Sign(Targets(role.HasTarget, role.Expires ?? Now + Life, role.Nested is null ? [] : [role.Nested]), role.Signer ?? role.Key);

    private JsonObject Targets(bool listed, DateTimeOffset expires, TufDelegatedRole[] roles)
    {
        var targets = new JsonObject();
        if (listed) targets["trusted_root.json"] = new JsonObject { ["length"] = Target.Length, ["hashes"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Target)) } };
        var signed = new JsonObject
        {
            ["_type"] = "targets",
            ["spec_version"] = "1.0.31",
            ["version"] = Version,
            ["expires"] = Date(expires),
            ["targets"] = targets,
        };
        if (roles.Length == 0) return signed;
        var keys = new JsonObject();
        foreach (var role in roles) keys[role.Key.Id] = role.Key.Json;
        signed["delegations"] = new JsonObject { ["keys"] = keys, ["roles"] = new JsonArray([.. roles.Select(r => (JsonNode)r.Json)]) };
        return signed;
    }

    public byte[] SnapshotOf(byte[] targets) => Sign(
        new JsonObject
        {
            ["_type"] = "snapshot",
            ["spec_version"] = "1.0.31",
            ["version"] = Version,
            ["expires"] = Date(Now + Life),
            ["meta"] = SnapshotMeta(targets),
        },
        SnapshotKey);

    private JsonObject SnapshotMeta(byte[] targets)
    {
        var meta = new JsonObject { ["targets.json"] = Meta(targets), ["other \"role\".json"] = new JsonObject { ["version"] = Version } };
        foreach (var role in Delegated) meta[role.Name + ".json"] = new JsonObject { ["version"] = Version };
        return meta;
    }

    public byte[] TimestampOf(byte[] snapshot) => Sign(
        new JsonObject
        {
            ["_type"] = "timestamp",
            ["spec_version"] = "1.0.31",
            ["version"] = Version,
            ["expires"] = Date(Now + TimestampLife),
            ["meta"] = new JsonObject { ["snapshot.json"] = Meta(snapshot) },
        },
        TimestampKey);

    public static byte[] Sign(JsonObject signed, params TufKeyPair[] keys)
    {
        var canonical = Encoding.UTF8.GetBytes(Canonical(signed));
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["signatures"] = new JsonArray([.. keys.Select(k => (JsonNode)new JsonObject { ["keyid"] = k.Id, ["sig"] = k.Sign(canonical) })]),
            ["signed"] = signed,
        }.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    }

    private JsonObject Meta(byte[] content)
    {
        var meta = new JsonObject { ["version"] = Version };
        if (Hashes) (meta["length"], meta["hashes"]) = (content.Length, new JsonObject { ["sha512"] = Convert.ToHexStringLower(SHA512.HashData(content)) });
        return meta;
    }

    private static JsonObject Role(int threshold, params TufKeyPair[] keys) =>
        new() { ["threshold"] = threshold, ["keyids"] = new JsonArray([.. keys.Select(k => (JsonNode)k.Id)]) };

    private static string Date(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(',', o.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => Quote(m.Key) + ":" + Canonical(m.Value))) + "}",
        JsonArray a => "[" + string.Join(',', a.Select(Canonical)) + "]",
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.String => Quote(v.GetValue<string>()),
        _ => node!.ToJsonString(),
    };

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
