using System.Globalization;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Query;

/// <summary>The org's state as rows. Relationships are nested objects, as a query result has them.</summary>
internal sealed class Tables(SimOrg org)
{
    private readonly Dictionary<string, string> componentIds = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock gate = new();

    public IEnumerable<JsonObject> Rows(string table) => table.ToUpperInvariant() switch
    {
        "ORGANIZATION" => [Organization()],
        "USER" => org.Users.Select(User),
        "PERMISSIONSET" => Components("PermissionSet", "0PS").Select(c => PermissionSet(c.Id, c.Component)),
        "PERMISSIONSETGROUP" => Components("PermissionSetGroup", "0PG").Select(c => PermissionSetGroup(c.Id, c.Component)),
        "PERMISSIONSETASSIGNMENT" => org.PermissionSetAssignments.Select(Assignment),
        "APEXCLASS" => Components("ApexClass", "01p").Select(c => Named(c.Id, "ApexClass", c.Component)),
        "APEXTRIGGER" => Components("ApexTrigger", "01q").Select(c => Named(c.Id, "ApexTrigger", c.Component)),
        "CONNECTEDAPPLICATION" => Components("ConnectedApp", "0H4").Select(c => Named(c.Id, "ConnectedApplication", c.Component)),
        "CUSTOMOBJECT" => Components("CustomObject", "01I").Select(c => CustomObject(c.Id, c.Component)),
        "CUSTOMFIELD" => Components("CustomField", "00N").Select(c => CustomField(c.Id, c.Component)),
        _ => throw new SalesforceException(400, "INVALID_TYPE", $"sObject type '{table}' is not supported."),
    };

    /// <summary>Whether a permission set lets its holder manage users or permissions.</summary>
    public static bool MayManageUsers(JsonObject permissionSet) =>
        (bool?)permissionSet["PermissionsManageUsers"] == true || (bool?)permissionSet["PermissionsAssignPermissionSets"] == true;

    private JsonObject Organization() => new()
    {
        ["Id"] = org.OrganizationId,
        ["Name"] = "Segment Operator Test Org",
        ["InstanceName"] = "SIM1",
        ["IsSandbox"] = !org.Options.Production,
        ["NamespacePrefix"] = null,
        ["TrialExpirationDate"] = null,
        ["OrganizationType"] = "Enterprise Edition",
    };

    private static JsonObject User(SimUserRecord user) => new()
    {
        ["Id"] = user.Id,
        ["Username"] = user.User.Username,
        ["Name"] = user.User.Username.Split('@')[0],
        ["Email"] = user.User.Username,
        ["IsActive"] = user.User.Active,
    };

    private static JsonObject PermissionSet(string id, SimComponent component) => Permissions(component, new()
    {
        ["Id"] = id,
        ["Name"] = component.FullName,
    });

    private static JsonObject PermissionSetGroup(string id, SimComponent component) => Permissions(component, new()
    {
        ["Id"] = id,
        ["DeveloperName"] = component.FullName,
        ["MasterLabel"] = component.FullName,
    });

    private static JsonObject Permissions(SimComponent component, JsonObject row)
    {
        row["PermissionsManageUsers"] = component.UserPermissions.Contains("ManageUsers");
        row["PermissionsAssignPermissionSets"] = component.UserPermissions.Contains("AssignPermissionSets");
        return row;
    }

    private JsonObject Assignment(SimPermissionSetAssignment assignment)
    {
        var set = assignment.IsGroup ? null : Rows("PermissionSet").FirstOrDefault(r => (string?)r["Name"] == assignment.PermissionSet);
        var group = assignment.IsGroup ? Rows("PermissionSetGroup").FirstOrDefault(r => (string?)r["DeveloperName"] == assignment.PermissionSet) : null;
        var user = org.FindUser(assignment.Username);
        return new JsonObject
        {
            ["Id"] = assignment.Id,
            ["AssigneeId"] = user?.Id,
            ["PermissionSetId"] = set?["Id"]?.DeepClone(),
            ["PermissionSetGroupId"] = group?["Id"]?.DeepClone(),
            ["ExpirationDate"] = assignment.ExpirationDate?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["SystemModstamp"] = assignment.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture),
            ["Assignee"] = user is null ? null : User(user),
            ["PermissionSet"] = set?.DeepClone(),
            ["PermissionSetGroup"] = group?.DeepClone(),
        };
    }

    private static JsonObject Named(string id, string type, SimComponent component) => new()
    {
        ["attributes"] = new JsonObject { ["type"] = type },
        ["Id"] = id,
        ["Name"] = component.FullName,
        ["NamespacePrefix"] = null,
    };

    private static JsonObject CustomObject(string id, SimComponent component) => new()
    {
        ["Id"] = id,
        ["DeveloperName"] = WithoutSuffix(component.FullName),
        ["NamespacePrefix"] = null,
    };

    private JsonObject CustomField(string id, SimComponent component)
    {
        var dot = component.FullName.IndexOf('.');
        return new JsonObject
        {
            ["Id"] = id,
            ["DeveloperName"] = WithoutSuffix(component.FullName[(dot + 1)..]),
            ["TableEnumOrId"] = Id("01I", $"CustomObject:{component.FullName[..dot]}"),
        };
    }

    private IEnumerable<(string Id, SimComponent Component)> Components(string type, string prefix) =>
        org.Components.Values.Where(c => c.Type == type)
            .OrderBy(c => c.FullName, StringComparer.Ordinal)
            .Select(c => (Id(prefix, c.Key), c));

    private string Id(string prefix, string key)
    {
        lock (gate)
        {
            if (!componentIds.TryGetValue(key, out var id))
                componentIds[key] = id = org.Ids.Next(prefix);
            return id;
        }
    }

    private static string WithoutSuffix(string name) => name.EndsWith("__c", StringComparison.Ordinal) ? name[..^3] : name;
}
