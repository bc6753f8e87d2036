using System.Text.Json;

namespace SegmentOperator.Sigstore;

/// <summary>
/// The metadata that is trusted so far, and the rules by which more comes to be trusted (TUF specification 1.0, section 5). A state
/// and pure steps: no file, no network, no clock. A step that throws leaves the state as it was.
/// </summary>
internal sealed class TufTrust
{
    private const string TimestampName = "timestamp.json";
    private const string SnapshotName = "snapshot.json";
    private const string TargetsName = "targets.json";

    private DateTimeOffset delegatedExpire = DateTimeOffset.MaxValue;

    private TufTrust(TufFile root, RootBody body) => (Root, Body) = (root, body);

    internal sealed record RootBody(bool ConsistentSnapshot, TufRole Root, TufRole Timestamp, TufRole Snapshot, TufRole Targets);

    public TufFile Root { get; private set; }

    public RootBody Body { get; private set; }

    public (TufFile File, TufMeta Snapshot)? Timestamp { get; private set; }

    public (TufFile File, IReadOnlyDictionary<string, TufMeta> Meta)? Snapshot { get; private set; }

    public TufTargets? Targets { get; private set; }

    /// <summary>The moment at which the first of all that is trusted expires.</summary>
    public DateTimeOffset Expires =>
        new[] { Root.Expires, Timestamp!.Value.File.Expires, Snapshot!.Value.File.Expires, Targets!.File.Expires, delegatedExpire }.Min();

    public string SnapshotFile => Versioned(Timestamp!.Value.Snapshot.Version, SnapshotName);

    public string TargetsFile => Versioned(Snapshot!.Value.Meta[TargetsName].Version, TargetsName);

    /// <summary>Starts with the root that came with the program. It must be signed by itself.</summary>
    public static TufTrust Start(ReadOnlyMemory<byte> pinned)
    {
        var (root, body) = ReadRoot(pinned, "the pinned root");
        body.Root.Demand(root, "the pinned root");
        return new TufTrust(root, body);
    }

    /// <summary>The next root: signed as the present one demands and as it demands itself, and exactly one version on.</summary>
    public void UpdateRoot(ReadOnlyMemory<byte> content)
    {
        var name = $"{Root.Version + 1}.root.json";
        var (next, body) = ReadRoot(content, name);
        Body.Root.Demand(next, name);
        body.Root.Demand(next, name);
        if (next.Version != Root.Version + 1)
            throw new TufException(TufProblem.Rollback, $"the TUF metadata {name} has the version {next.Version}");
        // Whoever had a lost key may have signed a version so high that no honest one follows: what it signed is forgotten with it.
        if (!Body.Timestamp.HasSameKeys(body.Timestamp) || !Body.Snapshot.HasSameKeys(body.Snapshot)) (Timestamp, Snapshot) = (null, null);
        (Root, Body) = (next, body);
    }

    /// <summary>After the last root.</summary>
    public void DemandFreshRoot(DateTimeOffset now) => Root.DemandUnexpired("root.json", now);

    /// <summary>A timestamp. One with the version that is trusted already changes nothing.</summary>
    public void UpdateTimestamp(ReadOnlyMemory<byte> content)
    {
        var (file, meta) = TufFile.Read(content, "timestamp", TimestampName, signed => TufMeta.Read(signed.GetProperty("meta").GetProperty(SnapshotName)));
        Body.Timestamp.Demand(file, TimestampName);
        if (Timestamp is { } trusted)
        {
            if (file.Version < trusted.File.Version)
                throw new TufException(TufProblem.Rollback, $"the TUF metadata {TimestampName} has the version {file.Version}, and {trusted.File.Version} was seen before");
            if (file.Version == trusted.File.Version) return;
            if (meta.Version < trusted.Snapshot.Version)
                throw new TufException(TufProblem.Rollback, $"the TUF metadata {TimestampName} names the snapshot {meta.Version}, and {trusted.Snapshot.Version} was seen before");
        }

        Timestamp = (file, meta);
    }

    public void DemandFreshTimestamp(DateTimeOffset now) => Timestamp!.Value.File.DemandUnexpired(TimestampName, now);

    /// <summary>The snapshot that the timestamp names.</summary>
    public void UpdateSnapshot(ReadOnlyMemory<byte> content)
    {
        var named = Timestamp!.Value.Snapshot;
        named.Demand(content.Span, SnapshotName, digestNeeded: false);
        var (file, meta) = ReadSnapshot(content);
        if (file.Version != named.Version)
            throw new TufException(TufProblem.Mismatch, $"the TUF metadata {SnapshotName} has the version {file.Version}, and the timestamp names {named.Version}");
        foreach (var (name, before) in Snapshot?.Meta ?? new Dictionary<string, TufMeta>())
        {
            if (!meta.TryGetValue(name, out var after) || after.Version < before.Version)
                throw new TufException(TufProblem.Rollback, $"the TUF metadata {SnapshotName} takes {name} back behind version {before.Version}, which was seen before");
        }

        if (!meta.ContainsKey(TargetsName)) throw new TufException(TufProblem.Malformed, $"the TUF metadata {SnapshotName} does not name {TargetsName}");
        Snapshot = (file, meta);
    }

    /// <summary>A snapshot from an earlier day, to compare the next one with: signed, and of whatever version.</summary>
    public void RememberSnapshot(ReadOnlyMemory<byte> content) => Snapshot = ReadSnapshot(content);

    public void DemandFreshSnapshot(DateTimeOffset now) => Snapshot!.Value.File.DemandUnexpired(SnapshotName, now);

    /// <summary>The targets that the snapshot names.</summary>
    public void UpdateTargets(ReadOnlyMemory<byte> content) => Targets = ReadTargets(content, TargetsName, TargetsName, Body.Targets);

    /// <summary>The metadata of a role that trusted targets delegate to. It vouches for what is found there only until it expires.</summary>
    public TufTargets AddDelegated(TufDelegation delegation, ReadOnlyMemory<byte> content, DateTimeOffset now)
    {
        var targets = ReadTargets(content, delegation.FileName, delegation.MetaName, delegation.Role);
        targets.File.DemandUnexpired(delegation.FileName, now);
        delegatedExpire = targets.File.Expires < delegatedExpire ? targets.File.Expires : delegatedExpire;
        return targets;
    }

    /// <summary>What the snapshot says of a delegated role's metadata.</summary>
    public TufMeta MetaOf(TufDelegation delegation) => Snapshot!.Value.Meta.TryGetValue(delegation.MetaName, out var meta)
        ? meta : throw new TufException(TufProblem.Mismatch, $"the TUF metadata {SnapshotName} does not name {delegation.FileName}, which is delegated to");

    public string FileOf(TufDelegation delegation) => Versioned(MetaOf(delegation).Version, delegation.FileName);

    public void DemandFreshTargets(DateTimeOffset now) => Targets!.File.DemandUnexpired(TargetsName, now);

    private TufTargets ReadTargets(ReadOnlyMemory<byte> content, string name, string metaName, TufRole role)
    {
        if (!Snapshot!.Value.Meta.TryGetValue(metaName, out var named))
            throw new TufException(TufProblem.Mismatch, $"the TUF metadata {SnapshotName} does not name {name}");
        named.Demand(content.Span, name, digestNeeded: false);
        var targets = TufTargets.Read(content, name);
        role.Demand(targets.File, name);
        return targets.File.Version == named.Version ? targets
            : throw new TufException(TufProblem.Mismatch, $"the TUF metadata {name} has the version {targets.File.Version}, and the snapshot names {named.Version}");
    }

    private (TufFile, IReadOnlyDictionary<string, TufMeta>) ReadSnapshot(ReadOnlyMemory<byte> content)
    {
        var (file, meta) = TufFile.Read(content, "snapshot", SnapshotName, signed =>
            (IReadOnlyDictionary<string, TufMeta>)signed.GetProperty("meta").EnumerateObject().ToDictionary(m => m.Name, m => TufMeta.Read(m.Value), StringComparer.Ordinal));
        Body.Snapshot.Demand(file, SnapshotName);
        return (file, meta);
    }

    private static (TufFile, RootBody) ReadRoot(ReadOnlyMemory<byte> content, string name) => TufFile.Read(content, "root", name, signed =>
    {
        var keys = signed.GetProperty("keys").EnumerateObject().ToDictionary(k => k.Name, k => TufKey.Read(k.Value), StringComparer.Ordinal);
        var roles = signed.GetProperty("roles");
        return new RootBody(
            signed.TryGetProperty("consistent_snapshot", out var consistent) && consistent.GetBoolean(),
            TufRole.Read(roles.GetProperty("root"), keys), TufRole.Read(roles.GetProperty("timestamp"), keys),
            TufRole.Read(roles.GetProperty("snapshot"), keys), TufRole.Read(roles.GetProperty("targets"), keys));
    });

    private string Versioned(long version, string name) => Body.ConsistentSnapshot ? $"{version}.{name}" : name;
}
