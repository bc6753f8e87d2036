using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace SegmentOperator.SalesforceSim;

internal sealed record SimSession(string Token, SimUserRecord User, string? ClientId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

internal sealed class SimSessions(SimOrg org)
{
    private readonly ConcurrentDictionary<string, SimSession> sessions = new(StringComparer.Ordinal);

    public SimSession Open(SimUserRecord user, string? clientId)
    {
        var token = $"{org.OrganizationId[..15]}!{RandomNumberGenerator.GetHexString(80)}";
        var session = new SimSession(token, user, clientId, org.Now, org.Now + org.Options.SessionLifetime);
        sessions[token] = session;
        return session;
    }

    public SimSession? Find(string? token) =>
        token is not null && sessions.TryGetValue(token, out var session) && session.ExpiresAt > org.Now
            && org.FindUser(session.User.User.Username) is { User.Active: true }
            ? session
            : null;

    public bool Revoke(string token) => sessions.TryRemove(token, out var session) && session.ExpiresAt > org.Now;

    public void RevokeAll() => sessions.Clear();
}
