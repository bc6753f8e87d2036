namespace SegmentOperator.Sigstore;

/// <summary>
/// Reads a target of a TUF repository by the client's workflow of the TUF specification 1.0, section 5: root rotation, then timestamp,
/// snapshot, targets and the roles that they delegate to, each checked for signatures, versions, digests, sizes and expiry.
/// </summary>
public sealed class TufClient
{
    private const int MostRotations = 256;
    private const long RootLimit = 512 * 1024;
    private const long TimestampLimit = 64 * 1024;
    private const long SnapshotLimit = 2 * 1024 * 1024;
    private const long TargetsLimit = 5 * 1024 * 1024;
    private const long TargetLimit = 8 * 1024 * 1024;

    private readonly byte[] pinned;
    private readonly ITufRepository repository;
    private readonly TufStore store;
    private readonly TimeProvider time;

    /// <summary>A client.</summary>
    /// <param name="pinnedRoot">The root.json that is trusted to begin with.</param>
    /// <param name="repository">Where newer metadata comes from.</param>
    /// <param name="cacheFolder">Where metadata is kept between starts; null keeps it in memory only.</param>
    /// <param name="time">The clock that expiry is judged by.</param>
    public TufClient(ReadOnlyMemory<byte> pinnedRoot, ITufRepository repository, string? cacheFolder, TimeProvider time)
    {
        pinned = pinnedRoot.ToArray();
        (this.repository, this.time) = (repository, time);
        store = new TufStore(cacheFolder);
    }

    /// <summary>A target, as the repository has it now.</summary>
    /// <exception cref="TufException">The repository cannot be reached or is not to be trusted.</exception>
    public async Task<TufTarget> UpdateAsync(string name, CancellationToken cancellationToken)
    {
        // One moment for the whole update, so that nothing expires between two of its steps.
        var now = time.GetUtcNow();
        var trust = TufTrust.Start(pinned);
        RecallRoots(trust);
        Recall(trust);
        await UpdateRootAsync(trust, now, cancellationToken);
        await UpdateTimestampAsync(trust, now, cancellationToken);
        await UpdateSnapshotAsync(trust, now, cancellationToken);
        await UpdateTargetsAsync(trust, now, cancellationToken);
        var meta = await SearchAsync(trust, name, now, cancellationToken);
        if (Recalled(trust, name, meta) is { } kept) return kept;
        var path = PathOf(trust, name, meta);
        var content = await FetchAsync(path, Math.Min(meta.Length ?? TargetLimit, TargetLimit), cancellationToken);
        meta.Demand(content, name, digestNeeded: true);
        store.Keep(KeptName(name), content);
        return new TufTarget(content, trust.Expires);
    }

    /// <summary>A target as it was when the repository was last read, if nothing of it has expired; without a request. Null when there
    /// is none.</summary>
    public TufTarget? Recall(string name)
    {
        try
        {
            var now = time.GetUtcNow();
            var trust = TufTrust.Start(pinned);
            RecallRoots(trust);
            Recall(trust);
            if (trust.Timestamp is null || store.Find("snapshot.json") is not { } snapshot || store.Find("targets.json") is not { } targets) return null;
            trust.UpdateSnapshot(snapshot);
            trust.UpdateTargets(targets);
            var search = new TufSearch(trust, name);
            while (search.Wanted is { } role)
            {
                if (store.Find(KeptName(role)) is not { } content) return null;
                search.Take(content, now);
            }

            return search.Found is { } meta && trust.Expires > now ? Recalled(trust, name, meta) : null;
        }
        catch (TufException)
        {
            return null;
        }
    }

    private TufTarget? Recalled(TufTrust trust, string name, TufMeta meta)
    {
        if (store.Find(KeptName(name)) is not { } content) return null;
        try
        {
            meta.Demand(content, name, digestNeeded: true);
            return new TufTarget(content, trust.Expires);
        }
        catch (TufException)
        {
            return null;
        }
    }

    private void RecallRoots(TufTrust trust)
    {
        for (var i = 0; i < MostRotations && store.Find($"{trust.Root.Version + 1}.root.json") is { } next; i++)
        {
            if (!Try(() => trust.UpdateRoot(next))) return;
        }
    }

    // Only for comparison with what comes next: whether it has expired does not matter.
    private void Recall(TufTrust trust)
    {
        if (store.Find("timestamp.json") is { } timestamp) Try(() => trust.UpdateTimestamp(timestamp));
        if (trust.Timestamp is not null && store.Find("snapshot.json") is { } snapshot) Try(() => trust.RememberSnapshot(snapshot));
    }

    private static bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (TufException)
        {
            return false;
        }
    }

    private async Task UpdateRootAsync(TufTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (var rotations = 0; ; rotations++)
        {
            var name = $"{trust.Root.Version + 1}.root.json";
            if (await repository.FindAsync(name, RootLimit, cancellationToken) is not { } next) break;
            if (rotations >= MostRotations) throw new TufException(TufProblem.TooLarge, $"the TUF repository {repository.Name} has more than {MostRotations} roots beyond the pinned one");
            trust.UpdateRoot(next);
            store.Keep(name, next);
        }

        trust.DemandFreshRoot(now);
    }

    private async Task UpdateTimestampAsync(TufTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        trust.UpdateTimestamp(await FetchAsync("timestamp.json", TimestampLimit, cancellationToken));
        trust.DemandFreshTimestamp(now);
        store.Keep("timestamp.json", trust.Timestamp!.Value.File.Content);
    }

    private async Task UpdateSnapshotAsync(TufTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kept = store.Find("snapshot.json");
        if (kept is null || !Try(() => trust.UpdateSnapshot(kept)))
            trust.UpdateSnapshot(await FetchAsync(trust.SnapshotFile, Math.Min(trust.Timestamp!.Value.Snapshot.Length ?? SnapshotLimit, SnapshotLimit), cancellationToken));
        trust.DemandFreshSnapshot(now);
        store.Keep("snapshot.json", trust.Snapshot!.Value.File.Content);
    }

    private async Task UpdateTargetsAsync(TufTrust trust, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var kept = store.Find("targets.json");
        if (kept is null || !Try(() => trust.UpdateTargets(kept)))
            trust.UpdateTargets(await FetchAsync(trust.TargetsFile, Math.Min(trust.Snapshot!.Value.Meta["targets.json"].Length ?? TargetsLimit, TargetsLimit), cancellationToken));
        trust.DemandFreshTargets(now);
        store.Keep("targets.json", trust.Targets!.File.Content);
    }

    private async Task<byte[]> FetchAsync(string path, long limit, CancellationToken cancellationToken) =>
        await repository.FindAsync(path, limit, cancellationToken)
        ?? throw new TufException(TufProblem.Unreachable, $"the TUF repository {repository.Name} has no {path}");

    private async Task<TufMeta> SearchAsync(TufTrust trust, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var search = new TufSearch(trust, name);
        while (search.Wanted is { } role)
        {
            var kept = store.Find(KeptName(role));
            if (kept is not null && Try(() => search.Take(kept, now))) continue;
            var content = await FetchAsync(trust.FileOf(role), Math.Min(trust.MetaOf(role).Length ?? TargetsLimit, TargetsLimit), cancellationToken);
            search.Take(content, now);
            store.Keep(KeptName(role), content);
        }

        return search.Found ?? throw new TufException(TufProblem.NoSuchTarget, $"the TUF repository {repository.Name} lists no target {name}");
    }

    private static string PathOf(TufTrust trust, string name, TufMeta meta)
    {
        if (!trust.Body.ConsistentSnapshot) return "targets/" + name;
        var hash = meta.Hashes.GetValueOrDefault("sha256") ?? meta.Hashes.GetValueOrDefault("sha512") ?? "";
        if (hash.Length == 0 || !hash.All(char.IsAsciiHexDigit)) throw new TufException(TufProblem.Malformed, $"the TUF metadata names no sha256 or sha512 digest of {name}");
        var slash = name.LastIndexOf('/') + 1;
        return $"targets/{name[..slash]}{hash}.{name[slash..]}";
    }

    private static string KeptName(TufDelegation role) => "delegated." + role.FileName;

    private static string KeptName(string name) => "target." + name.Replace('/', '_');
}

/// <summary>A target whose bytes have the digest that trusted metadata names.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="Expires">Until when the metadata vouches for it.</param>
public sealed record TufTarget(ReadOnlyMemory<byte> Content, DateTimeOffset Expires);
