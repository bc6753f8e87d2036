using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Where data can flow, and which protections are switched off by one property.</summary>
internal static class IntegrationChecks
{
    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        var (name, text, place) = (record.Name, record.Text, new Place(key, file, record.Line));
        var isTrue = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        var isFalse = text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
        switch (key.Type, name)
        {
            case ("RemoteSiteSetting", "disableProtocolSecurity") when isTrue:
                context.Sink.Add("remote-site-insecure", place, $"{key} disables protocol security.");
                break;
            case ("RemoteSiteSetting", "url") when !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase):
                context.Sink.Add("remote-site-insecure", place, $"{key} is {text}.");
                break;
            case ("CspTrustedSite", "endpointUrl") when text.Contains('*', StringComparison.Ordinal):
                context.Sink.Add("csp-trusted-site-wildcard", place, $"{key} is {text}.");
                break;
            case ("CorsWhitelistOrigin", "urlPattern") when text.Contains('*', StringComparison.Ordinal):
                context.Sink.Add("cors-origin", place, $"{key} is {text}.", Severity.High);
                break;
            case ("TransactionSecurityPolicy", "active"):
                context.Protect(key, "active", text);
                if (isFalse)
                    context.Sink.Add("transaction-security-off", place, $"{key} is not active.");
                break;
            case ("TransactionSecurityPolicy", "action"):
                if (!record.IsTrue("block") && !record.IsTrue("endSession") && !record.IsTrue("freezeUser") && !record.IsTrue("twoFactorAuthentication"))
                    context.Sink.Add("transaction-security-weak", place, $"{key} neither blocks nor asks for a second factor.");
                break;
            case ("RestrictionRule" or "FieldRestrictionRule", "active") when isFalse:
                context.Sink.Add("restriction-rule-off", place, $"{key} is not active.");
                break;
            case ("Network", "selfRegistration") when isTrue:
                context.Sink.Add("site-self-registration", place, $"{key} lets anyone register.");
                break;
        }
    }
}
