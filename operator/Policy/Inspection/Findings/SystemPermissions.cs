using System.Collections.Frozen;
using System.Text;
using static SegmentOperator.Policy.Inspection.Severity;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>System permissions that are dangerous wherever they are granted, by their API names.</summary>
internal static class SystemPermissions
{
    private static readonly (Severity Severity, string Names)[] Lists =
    [
        (Critical, """
            ModifyAllData ViewAllData AuthorApex CustomizeApplication ManageUsers ManageProfilesPermissionsets
            ModifyMetadata AssignPermissionSets ManageInternalUsers ManageSharing ManageEncryptionKeys ManageAuthProviders
            ManageTwoFactor BypassMFAForUiLogins ManageIpAddresses DataExport WeeklyDataExport LoginAsUsers
            """),
        (High, """
            ManageSandboxes ManageRoles ManageLoginAccessPolicies ManagePasswordPolicies ManageSessionPermissionSets
            ManageCertificates ManageRemoteAccess ManageNamedCredentials ManageCustomPermissions ManageNetworks
            ManageDataIntegrations ResetPasswords PasswordNeverExpires ViewEncryptedData BulkApiHardDelete
            InstallMultiforce DelegatedTwoFactor EditReadonlyFields CreateAuditFields UseAnyApiClient PrivacyDataAccess
            QueryAllFiles ManageInteraction CustomizeApplications ManageSecurityCommandCenter ManageExternalConnections
            """),
        (Medium, """
            ManageHealthCheck ManagePackageLicenses ManageReleaseUpdates ViewAllUsers ViewAllProfiles ViewEventLogFiles
            CreateMultiforce PublishMultiforce FreezeUsers CanInsertFeedSystemFields UpdateWithInactiveOwner
            TransferAnyEntity ExportReport ApexRestServices ConsentApiUpdate ViewAllForecasts ManageContentPermissions
            ManageUnlistedGroups ManageTerritories ViewAllCustomSettings ManageC360AConnections
            """),
        (Low, """
            ManageDataCategories ViewSetup TransferAnyCase TransferAnyLead ApiUserOnly ApiEnabled ScheduleReports
            IsSsoEnabled ViewPlatformEvents RemoteMediaVirtualDesktop SubmitMacrosAllowed RunFlow FlowUFLRequired
            ViewSecurityCommandCenter AccessCMC DeleteTopics
            """),
    ];

    private static readonly FrozenDictionary<string, Severity> Severities = Lists
        .SelectMany(list => list.Names.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(name => (Name: name, list.Severity)))
        .ToFrozenDictionary(permission => permission.Name, permission => permission.Severity, StringComparer.OrdinalIgnoreCase);

    /// <summary>The kinds of finding, one for each permission: permission-modify-all-data.</summary>
    public static IEnumerable<FindingKind> Kinds => Severities.Select(permission => new FindingKind(
        IdOf(permission.Key), permission.Value, $"The system permission {permission.Key}",
        "Remove it from profiles and permission sets, and let an AccessGrant give it for a time to whoever needs it."));

    /// <summary>The finding's id of a dangerous permission; null for any other.</summary>
    public static string? Find(string permission) => Severities.ContainsKey(permission) ? IdOf(KeyOf(permission)) : null;

    private static string KeyOf(string permission) =>
        Severities.Keys.First(key => key.Equals(permission, StringComparison.OrdinalIgnoreCase));

    private static string IdOf(string permission)
    {
        var id = new StringBuilder("permission");
        for (var i = 0; i < permission.Length; i++)
        {
            if (char.IsAsciiLetterUpper(permission[i]) && (i == 0 || char.IsAsciiLetterLower(permission[i - 1]) || (i + 1 < permission.Length && char.IsAsciiLetterLower(permission[i + 1]))))
                id.Append('-');
            id.Append(char.ToLowerInvariant(permission[i]));
        }

        return id.ToString();
    }
}
