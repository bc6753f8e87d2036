using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.AccessGrants.Salesforce;

/// <summary>Asks an org about permission sets, groups of them, and their assignments.</summary>
internal static class PermissionSets
{
    public const string Assignment = "PermissionSetAssignment";
    public const string Expiry = "ExpirationDate";

    public static string NameOf(SalesforceAccess access) => access.PermissionSet ?? access.PermissionSetGroup!;

    /// <summary>The field of an assignment that names the set or group, and its id; null where the org has none of that name.</summary>
    public static async Task<(string Field, string? Id)> FindAsync(OrgSession session, SalesforceAccess access, CancellationToken cancellationToken) => access.PermissionSet is { } set
        ? ("PermissionSetId", await IdAsync(session, "PermissionSet", "Name", set, cancellationToken))
        : ("PermissionSetGroupId", await IdAsync(session, "PermissionSetGroup", "DeveloperName", access.PermissionSetGroup!, cancellationToken));

    public static Task<string?> UserAsync(OrgSession session, string username, CancellationToken cancellationToken) =>
        IdAsync(session, "User", "Username", username, cancellationToken);

    public static Task<IReadOnlyList<JsonObject>> AssignmentsAsync(OrgSession session, string user, string field, string set, CancellationToken cancellationToken) =>
        session.QueryAsync($"SELECT Id, {Expiry} FROM {Assignment} WHERE AssigneeId = {OrgSession.Quote(user)} AND {field} = {OrgSession.Quote(set)}", cancellationToken);

    /// <summary>Assignments of these sets and groups that the org will never end by itself.</summary>
    public static async Task<IReadOnlyList<(string Id, string Description)>> StandingAsync(OrgSession session, IReadOnlyList<SalesforceAccess> roles, CancellationToken cancellationToken)
    {
        var sets = await StandingAsync(session, "PermissionSet", "Name", "permission set", [.. roles.Select(role => role.PermissionSet).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        var groups = await StandingAsync(session, "PermissionSetGroup", "DeveloperName", "permission set group", [.. roles.Select(role => role.PermissionSetGroup).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)], cancellationToken);
        return [.. sets, .. groups];
    }

    public static DateTime? Time(JsonNode? value) =>
        DateTimeOffset.TryParse(value?.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;

    private static async Task<IEnumerable<(string Id, string Description)>> StandingAsync(OrgSession session, string type, string field, string word, string[] names, CancellationToken cancellationToken)
    {
        if (names.Length == 0)
            return [];
        var rows = await session.QueryAsync(
            $"SELECT Id, Assignee.Username, {type}.{field} FROM {Assignment} WHERE {Expiry} = null AND {type}.{field} IN ({string.Join(", ", names.Select(OrgSession.Quote))})", cancellationToken);
        return rows.Select(row => (row["Id"]!.ToString(), $"{row["Assignee"]?["Username"]} holds the {word} {row[type]?[field]} without an end"));
    }

    private static async Task<string?> IdAsync(OrgSession session, string type, string field, string value, CancellationToken cancellationToken) =>
        (await session.QueryAsync($"SELECT Id FROM {type} WHERE {field} = {OrgSession.Quote(value)}", cancellationToken)).FirstOrDefault()?["Id"]?.GetValue<string>();
}
