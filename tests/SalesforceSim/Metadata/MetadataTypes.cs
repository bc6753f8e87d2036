namespace SegmentOperator.SalesforceSim.Metadata;

/// <summary>A kind of metadata: where its files lie in a zip and what they contain.</summary>
/// <param name="Name">The type: <c>PermissionSet</c>.</param>
/// <param name="Folder">Its folder in a zip.</param>
/// <param name="Suffix">Its files' suffix without the dot; null where a component is a folder of files.</param>
/// <param name="HasMetaFile">The file is content, and its XML lies beside it in <c>-meta.xml</c>.</param>
internal sealed record MetadataType(string Name, string Folder, string? Suffix, bool HasMetaFile = false);

internal static class MetadataTypes
{
    public const string Namespace = "http://soap.sforce.com/2006/04/metadata";

    public static readonly IReadOnlyList<MetadataType> All =
    [
        new("ApexClass", "classes", "cls", HasMetaFile: true),
        new("ApexComponent", "components", "component", HasMetaFile: true),
        new("ApexPage", "pages", "page", HasMetaFile: true),
        new("ApexTrigger", "triggers", "trigger", HasMetaFile: true),
        new("AuraDefinitionBundle", "aura", null),
        new("ConnectedApp", "connectedApps", "connectedApp"),
        new("CspTrustedSite", "cspTrustedSites", "cspTrustedSite"),
        new("CustomApplication", "applications", "app"),
        new("CustomLabels", "labels", "labels"),
        new("CustomMetadata", "customMetadata", "md"),
        new("CustomObject", "objects", "object"),
        new("CustomPermission", "customPermissions", "customPermission"),
        new("CustomTab", "tabs", "tab"),
        new("ExternalClientApplication", "externalClientApps", "eca"),
        new("FlexiPage", "flexipages", "flexipage"),
        new("Flow", "flows", "flow"),
        new("GlobalValueSet", "globalValueSets", "globalValueSet"),
        new("Group", "groups", "group"),
        new("Layout", "layouts", "layout"),
        new("LightningComponentBundle", "lwc", null),
        new("NamedCredential", "namedCredentials", "namedCredential"),
        new("PermissionSet", "permissionsets", "permissionset"),
        new("PermissionSetGroup", "permissionsetgroups", "permissionsetgroup"),
        new("Profile", "profiles", "profile"),
        new("Queue", "queues", "queue"),
        new("QuickAction", "quickActions", "quickAction"),
        new("RemoteSiteSetting", "remoteSiteSettings", "remoteSite"),
        new("Role", "roles", "role"),
        new("Settings", "settings", "settings"),
        new("SharingRules", "sharingRules", "sharingRules"),
        new("StaticResource", "staticresources", "resource", HasMetaFile: true),
        new("TransactionSecurityPolicy", "transactionSecurityPolicies", "transactionSecurityPolicy"),
    ];

    /// <summary>What an object's file contains besides the object: the element, and the type of component that it is.</summary>
    public static readonly IReadOnlyDictionary<string, string> ObjectChildren = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fields"] = "CustomField",
        ["validationRules"] = "ValidationRule",
        ["listViews"] = "ListView",
        ["recordTypes"] = "RecordType",
        ["fieldSets"] = "FieldSet",
        ["webLinks"] = "WebLink",
        ["businessProcesses"] = "BusinessProcess",
        ["compactLayouts"] = "CompactLayout",
        ["indexes"] = "Index",
        ["sharingReasons"] = "SharingReason",
    };

    /// <summary>The objects that every org has.</summary>
    public static readonly IReadOnlySet<string> StandardObjects = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Account", "Asset", "Campaign", "Case", "Contact", "Contract", "Event", "Lead", "Opportunity", "OpportunityLineItem",
        "Order", "OrderItem", "Pricebook2", "Product2", "Task", "User",
    };

    public static MetadataType? ByFolder(string folder) => All.FirstOrDefault(t => t.Folder == folder);

    public static MetadataType? ByName(string name) => All.FirstOrDefault(t => t.Name == name);
}
