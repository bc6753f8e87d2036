using System.Collections.Concurrent;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>
/// Work in orgs, beside the workers: an org that is slow, or does not answer, holds up its own grants and nobody else's. A grant has one piece
/// of work at a time, an org a few; when a piece is done, its grant is looked at again and finds the outcome here.
/// </summary>
internal sealed class OrgWork(IControllerQueue<AccessGrant> queue, TimeProvider clock)
{
    private const int MostInAnOrg = 4;

    /// <summary>Far above what a session takes: each of its requests has a limit of its own.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _orgs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Piece> _pieces = new(StringComparer.Ordinal);

    /// <summary>Begins a piece of work; nothing if one of the grant's is under way.</summary>
    public void Begin<T>(AccessGrant grant, SalesforceTarget org, Func<CancellationToken, Task<T>> work)
        where T : class
    {
        var (uid, key) = (grant.Metadata.Uid!, new ObjectKey(grant.Metadata.Namespace!, grant.Metadata.Name!));
        // One key is in one reconcile at a time, so nobody else begins one meanwhile.
        if (_pieces.ContainsKey(uid))
            return;
        var task = Task.Run(() => WorkAsync(org, work), CancellationToken.None);
        _pieces[uid] = new(typeof(T), task);
        _ = task.ContinueWith(_ => queue.Enqueue(key), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>The outcome of the grant's work, once; what it threw is thrown here. Null: it is under way, or has just begun.</summary>
    public async Task<T?> AskAsync<T>(AccessGrant grant, SalesforceTarget org, Func<CancellationToken, Task<T>> work)
        where T : class
    {
        var uid = grant.Metadata.Uid!;
        if (_pieces.TryGetValue(uid, out var piece) && piece.Task.IsCompleted)
        {
            _pieces.TryRemove(uid, out _);
            // What was begun for another purpose has made its changes; they are found in the org.
            if (piece.Kind == typeof(T))
                return (T)await piece.Task;
        }

        Begin(grant, org, work);
        return null;
    }

    private async Task<object> WorkAsync<T>(SalesforceTarget org, Func<CancellationToken, Task<T>> work)
        where T : class
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        var turn = _orgs.GetOrAdd($"{org.LoginUrl} {org.ClientId} {org.Username}", _ => new(MostInAnOrg, MostInAnOrg));
        try
        {
            await turn.WaitAsync(limit.Token);
            try
            {
                return await work(limit.Token);
            }
            finally
            {
                turn.Release();
            }
        }
        catch (OperationCanceledException e)
        {
            throw new GrantAccessException("CouldNotAskOrg", $"{new Uri(org.LoginUrl).Host} did not get to this within {Limit.TotalMinutes:0} minutes; trying again.", isFinal: false, e);
        }
    }

    private sealed record Piece(Type Kind, Task<object> Task);
}
