using System.Collections.Concurrent;

namespace SegmentOperator.SalesforceSim;

/// <summary>One org: who may log in, what metadata it has, what was deployed. All members may be used from any thread.</summary>
public sealed class SimOrg
{
    private readonly ConcurrentDictionary<string, SimConnectedApp> apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SimUserRecord> users = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentQueue<SimTokenRequest> tokenRequests = new();

    internal SimOrg(SalesforceSimOptions options)
    {
        Options = options;
        DeployDuration = options.DeployDuration;
        Ids = new SimIds();
        OrganizationId = Ids.Next("00D");
        Sessions = new SimSessions(this);
        Metadata = new SimMetadata();
        DeployQueue = new DeployQueue(this);
        PermissionSets = new SimPermissionSets(this);
        foreach (var user in options.Users)
            AddUser(user);
        foreach (var app in options.ConnectedApps)
            AddConnectedApp(app);
    }

    /// <summary>The org's 18-character id.</summary>
    public string OrganizationId { get; }

    /// <summary>Every deployment that the org accepted, the oldest first, as it stands at this moment.</summary>
    public IReadOnlyList<SimDeployment> Deployments => DeployQueue.Snapshot();

    /// <summary>The components that are in the org at this moment, by <c>Type:FullName</c>.</summary>
    public IReadOnlyDictionary<string, SimComponent> Components
    {
        get
        {
            DeployQueue.Advance();
            return Metadata.Snapshot();
        }
    }

    /// <summary>How long a deployment that starts from now on takes.</summary>
    public TimeSpan DeployDuration { get; set; }

    /// <summary>Who has which permission set.</summary>
    public IReadOnlyList<SimPermissionSetAssignment> PermissionSetAssignments => PermissionSets.Snapshot();

    /// <summary>Every request to the token endpoint, with the reason why it was refused.</summary>
    public IReadOnlyList<SimTokenRequest> TokenRequests => [.. tokenRequests];

    internal SalesforceSimOptions Options { get; }

    internal string Url { get; set; } = "";

    internal SimIds Ids { get; }

    internal SimSessions Sessions { get; }

    internal SimMetadata Metadata { get; }

    internal DeployQueue DeployQueue { get; }

    internal SimPermissionSets PermissionSets { get; }

    internal DateTimeOffset Now => Options.Time.GetUtcNow();

    internal IReadOnlyCollection<SimUserRecord> Users => [.. users.Values.OrderBy(u => u.Id, StringComparer.Ordinal)];

    /// <summary>Adds a connected app, or replaces the one of the same client id.</summary>
    public void AddConnectedApp(SimConnectedApp app) => apps[app.ClientId] = app;

    /// <summary>Adds a user, or replaces the one of the same name; the id stays.</summary>
    public void AddUser(SimUser user) => users.AddOrUpdate(
        user.Username,
        _ => new SimUserRecord(Ids.Next("005"), user),
        (_, old) => old with { User = user });

    /// <summary>Adds a permission set that an administrator made, with the user permissions that it grants.</summary>
    public void AddPermissionSet(string name, params string[] userPermissions) =>
        Metadata.Apply([new SimComponent("PermissionSet", name, "", $"permissionsets/{name}.permissionset") { UserPermissions = userPermissions }], []);

    /// <summary>Adds a permission set group that an administrator made.</summary>
    public void AddPermissionSetGroup(string name, params string[] userPermissions) =>
        Metadata.Apply([new SimComponent("PermissionSetGroup", name, "", $"permissionsetgroups/{name}.permissionsetgroup") { UserPermissions = userPermissions }], []);

    /// <summary>Assigns a permission set by an administrator's hand, with or without an end.</summary>
    /// <returns>The assignment's id; null when the user has it already.</returns>
    public string? Assign(string username, string permissionSet, bool isGroup = false, DateTimeOffset? expirationDate = null) =>
        PermissionSets.Add(username, permissionSet, isGroup, expirationDate)?.Id;

    /// <summary>Takes an assignment away by an administrator's hand.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Unassign(string id) => PermissionSets.Remove(id);

    /// <summary>Logs a user in without a password or an assertion, and gives the access token.</summary>
    public string OpenSession(string username) =>
        Sessions.Open(FindUser(username) ?? throw new ArgumentException($"{username} is not a user of this org."), clientId: null).Token;

    /// <summary>Ends every session, as an administrator can.</summary>
    public void RevokeAllSessions() => Sessions.RevokeAll();

    internal SimConnectedApp? FindApp(string clientId) => apps.GetValueOrDefault(clientId);

    internal SimUserRecord? FindUser(string username) => users.GetValueOrDefault(username);

    internal void Record(SimTokenRequest request) => tokenRequests.Enqueue(request);
}

/// <summary>One request to the token endpoint.</summary>
/// <param name="At">When it came.</param>
/// <param name="ClientId">The issuer that it named, empty when it could not be read.</param>
/// <param name="Username">The subject that it named, empty when it could not be read.</param>
/// <param name="Refusal">Why no token was issued; null when one was.</param>
public sealed record SimTokenRequest(DateTimeOffset At, string ClientId, string Username, string? Refusal);

internal sealed record SimUserRecord(string Id, SimUser User);
