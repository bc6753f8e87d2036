using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>How a field is protected, and whether anyone may see it.</summary>
internal static class FieldChecks
{
    private static readonly string[] Classifications = ["Public", "Internal", "Confidential", "Restricted", "MissionCritical"];

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord field)
    {
        var encryption = field.Value("encryptionScheme") ?? (field.Value("type") == "EncryptedText" ? "Classic" : "None");
        var classification = field.Value("securityClassification") ?? "";
        var compliance = field.Value("complianceGroup") ?? "";
        context.Protect(key, "encryption", encryption);
        context.Protect(key, "securityClassification", classification);
        context.Protect(key, "complianceGroup", compliance);
        if (classification == "Public")
            context.Sink.Add("classification-public", new Place(key, file, field.LineOf("securityClassification")), $"{key}.");
        Compare(context, key, file, field, encryption, classification, compliance);
        if (NeedsAccess(key, field))
            context.FieldsToShow.Add(new Place(key, file, field.Line));
    }

    private static void Compare(CheckContext context, ComponentKey key, string file, XmlRecord field, string encryption, string classification, string compliance)
    {
        if (context.Baseline?.Protections is not { } before || !before.TryGetValue((key, "encryption"), out var encrypted))
            return;
        if (encrypted != "None" && encryption == "None")
            context.Sink.Add("encryption-removed", new Place(key, file, field.LineOf("encryptionScheme")), $"{key} was encrypted ({encrypted}).");
        var was = before.GetValueOrDefault((key, "securityClassification"), "");
        if (Rank(classification) < Rank(was))
            context.Sink.Add("classification-removed", new Place(key, file, field.LineOf("securityClassification")), $"{key} was {was} and is {(classification.Length == 0 ? "not classified" : classification)}.");
        var groups = before.GetValueOrDefault((key, "complianceGroup"), "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var left = groups.Except(compliance.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), StringComparer.OrdinalIgnoreCase).ToArray();
        if (left.Length > 0)
            context.Sink.Add("classification-removed", new Place(key, file, field.LineOf("complianceGroup")), $"{key} no longer falls under {string.Join(", ", left)}.");
    }

    private static int Rank(string classification) => Array.IndexOf(Classifications, classification);

    /// <summary>Required fields and master-detail relations are visible to whoever sees the record; the rest needs a grant.</summary>
    private static bool NeedsAccess(ComponentKey key, XmlRecord field) =>
        key.Name.EndsWith("__c", StringComparison.OrdinalIgnoreCase) && field.Value("type") is { } type && type != "MasterDetail" && !field.IsTrue("required");
}
