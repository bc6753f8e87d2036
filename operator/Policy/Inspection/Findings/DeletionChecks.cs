using System.Collections.Frozen;
using SegmentOperator.Policy.Inspection.Manifests;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>What a package takes away.</summary>
internal static class DeletionChecks
{
    private static readonly FrozenSet<string> Data = new[] { "CustomObject", "CustomField", "CustomMetadata", "Document", "StaticResource" }.ToFrozenSet();

    private static readonly FrozenSet<string> Protections = new[]
    {
        "TransactionSecurityPolicy", "RestrictionRule", "FieldRestrictionRule", "MutingPermissionSet", "ValidationRule", "ProfileSessionSetting",
        "ProfilePasswordPolicy", "PermissionSet", "PermissionSetGroup", "SharingRules", "SharingCriteriaRule", "SharingOwnerRule", "LoginFlow",
        "MobileSecurityPolicy", "AccessControlPolicy", "DuplicateRule", "ApprovalProcess",
    }.ToFrozenSet();

    public static void Check(FindingSink sink, PackageManifest manifest)
    {
        foreach (var (key, line) in manifest.Members)
        {
            var place = new Place(key, manifest.File, line);
            if (key.Name == PackageManifest.Wildcard)
                sink.Add("deletion-wildcard", place, $"every {key.Type}.");
            else if (key.Type == "TransactionSecurityPolicy")
                sink.Add("transaction-security-off", place, $"{key} is deleted.");
            else
                sink.Add(Data.Contains(key.Type) ? "deletion-data" : Protections.Contains(key.Type) ? "deletion-protection" : "deletion", place, $"{key}.");
        }
    }
}
