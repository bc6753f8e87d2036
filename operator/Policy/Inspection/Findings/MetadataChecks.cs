using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Hands each record to those who know its type.</summary>
internal static class MetadataChecks
{
    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        switch (key.Type)
        {
            case "Profile":
                PermissionChecks.Check(context, key, file, record);
                ProfileChecks.Check(context, key, file, record);
                break;
            case "PermissionSet":
                PermissionChecks.Check(context, key, file, record);
                break;
            case "CustomObject":
                SharingChecks.CheckObject(context, key, file, record);
                break;
            case "CustomField":
                FieldChecks.Check(context, key, file, record);
                break;
            case "SharingCriteriaRule" or "SharingOwnerRule" or "SharingGuestRule" or "SharingTerritoryRule":
                SharingChecks.CheckRule(context, key, file, record);
                break;
            case "Settings" or "ProfileSessionSetting" or "ProfilePasswordPolicy":
                SettingsChecks.Check(context, key, file, record);
                break;
            case "Flow":
                FlowChecks.Check(context, key, file, record);
                break;
            case "ConnectedApp":
            case var type when type.StartsWith("ExtlClntApp", StringComparison.Ordinal):
                AppChecks.Check(context, key, file, record);
                break;
            default:
                IntegrationChecks.Check(context, key, file, record);
                break;
        }
    }
}
