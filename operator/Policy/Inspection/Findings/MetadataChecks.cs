using System.Collections.Frozen;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Hands each record to those who know its type.</summary>
internal static class MetadataChecks
{
    private delegate void RecordCheck(CheckContext context, ComponentKey key, string file, XmlRecord record);

    private static readonly FrozenDictionary<string, RecordCheck> ByType = new Dictionary<string, RecordCheck>
    {
        ["Profile"] = (RecordCheck)PermissionChecks.Check + ProfileChecks.Check,
        ["PermissionSet"] = PermissionChecks.Check,
        ["CustomObject"] = SharingChecks.CheckObject,
        ["CustomField"] = FieldChecks.Check,
        ["SharingCriteriaRule"] = SharingChecks.CheckRule,
        ["SharingOwnerRule"] = SharingChecks.CheckRule,
        ["SharingGuestRule"] = SharingChecks.CheckRule,
        ["SharingTerritoryRule"] = SharingChecks.CheckRule,
        ["Settings"] = SettingsChecks.Check,
        ["ProfileSessionSetting"] = SettingsChecks.Check,
        ["ProfilePasswordPolicy"] = SettingsChecks.Check,
        ["Flow"] = FlowChecks.Check,
        ["ConnectedApp"] = AppChecks.Check,
        ["RemoteSiteSetting"] = IntegrationChecks.Check,
        ["CspTrustedSite"] = IntegrationChecks.Check,
        ["CorsWhitelistOrigin"] = IntegrationChecks.Check,
        ["TransactionSecurityPolicy"] = IntegrationChecks.Check,
        ["RestrictionRule"] = IntegrationChecks.Check,
        ["FieldRestrictionRule"] = IntegrationChecks.Check,
        ["Network"] = IntegrationChecks.Check,
    }.ToFrozenDictionary();

    /// <summary>Whether anything is looked for in the records of this type.</summary>
    public static bool Reads(string type) => Of(type) is not null;

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record) => Of(key.Type)?.Invoke(context, key, file, record);

    private static RecordCheck? Of(string type) =>
        type.StartsWith("ExtlClntApp", StringComparison.Ordinal) ? AppChecks.Check : ByType.GetValueOrDefault(type);
}
