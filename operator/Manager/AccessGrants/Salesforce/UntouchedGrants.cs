using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>
/// Grants for which this process knows that an org holds nothing of theirs: it asked, and whatever it sent since was refused. A restart forgets
/// it, and then what is on record decides; a grant that has ended, or is gone, is forgotten.
/// </summary>
internal sealed class UntouchedGrants
{
    private readonly ConcurrentDictionary<string, bool> _uids = new(StringComparer.Ordinal);

    public UntouchedGrants(ICache<AccessGrant> grants) => grants.Subscribe(change =>
    {
        // Only with the end on record nothing is asked or taken back any more that this would decide.
        if ((change.After is null || change.After.Status?.Phase?.IsTerminal() == true) && (change.After ?? change.Before)?.Metadata.Uid is { } uid)
            _uids.TryRemove(uid, out _);
    });

    public int Count => _uids.Count;

    public bool Contains(AccessGrant grant) => _uids.ContainsKey(grant.Metadata.Uid!);

    public void Add(AccessGrant grant) => _uids[grant.Metadata.Uid!] = true;

    /// <summary>Something is sent that may assign: from now on what is found can be the grant's.</summary>
    /// <returns>Whether it was here until now.</returns>
    public bool Remove(AccessGrant grant) => _uids.TryRemove(grant.Metadata.Uid!, out _);
}
