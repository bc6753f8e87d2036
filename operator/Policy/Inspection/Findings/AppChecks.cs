using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Connected apps and external client apps: who gets in by OAuth or SAML, from where, and for how long.</summary>
internal static class AppChecks
{
    private static readonly string[] WideScopes =
        ["full", "web", "refreshtoken", "refresh_token", "offline_access", "offlineaccess", "visualforce", "custom_permissions"];

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        foreach (var leaf in Leaves(record))
            CheckLeaf(context, key, file, leaf);
    }

    private static void CheckLeaf(CheckContext context, ComponentKey key, string file, XmlRecord leaf)
    {
        var place = new Place(key, file, leaf.Line);
        switch (leaf.Name)
        {
            case "scopes" or "commaSeparatedOauthScopes":
                var wide = leaf.Text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Where(scope => WideScopes.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToArray();
                if (wide.Length > 0)
                    context.Sink.Add("connected-app-scope", place, $"{key} may have {string.Join(", ", wide)}.");
                break;
            case "ipRelaxation" or "ipRelaxationPolicyType" when !leaf.Text.Equals("ENFORCE", StringComparison.OrdinalIgnoreCase):
                context.Sink.Add("connected-app-ip-relaxation", place, $"{key} has {leaf.Text}.");
                break;
            case "isAdminApproved" when leaf.Text is "false" or "0":
            case "permittedUsersPolicyType" when !leaf.Text.StartsWith("AdminApproved", StringComparison.OrdinalIgnoreCase):
                context.Sink.Add("connected-app-self-authorize", place, $"{key} has {leaf.Name} {leaf.Text}.");
                break;
            case "refreshTokenPolicy" or "refreshTokenPolicyType" when leaf.Text.Contains("infinite", StringComparison.OrdinalIgnoreCase):
                context.Sink.Add("connected-app-refresh-token", place, $"{key} has {leaf.Text}.");
                break;
            case "certificate" or "oauthLink" or "signingCertificate" or "encryptionCertificate" when leaf.Text.Length > 0 && leaf.Name != "oauthLink":
                context.Sink.Add("connected-app-certificate", place, $"{key} carries one.");
                break;
            case "isPkceRequired" when leaf.Text is "false" or "0":
                context.Sink.Add("connected-app-pkce", place, $"{key} has isPkceRequired {leaf.Text}.");
                break;
            case "ipRanges" when ProfileChecks.IsWide(leaf.Value("startAddress") ?? leaf.Value("start"), leaf.Value("endAddress") ?? leaf.Value("end")):
                context.Sink.Add("connected-app-ip-relaxation", place, $"{key} takes nearly every address.");
                break;
        }
    }

    private static IEnumerable<XmlRecord> Leaves(XmlRecord record) => record.Name == "ipRanges" ? [record]
        : record.Children.Count == 0 ? [record]
        : record.Children.SelectMany(Leaves);
}
