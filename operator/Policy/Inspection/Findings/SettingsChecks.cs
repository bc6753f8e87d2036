using System.Collections.Frozen;
using System.Globalization;
using SegmentOperator.Policy.Inspection.Xml;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Session, password and network settings, of the org and of profiles.</summary>
internal static class SettingsChecks
{
    /// <summary>Settings that protect while they are true.</summary>
    private static readonly FrozenSet<string> ProtectWhenTrue = new[]
    {
        "enableCSRFOnGet", "enableCSRFOnPost", "enableClickjackNonsetupSFDC", "enableClickjackNonsetupUser", "enableClickjackNonsetupUserHeaderless",
        "enableClickjackSetup", "enableContentSniffingProtection", "enforceIpRangesEveryRequest", "enforceUserDeviceRevoked", "forceLogoutOnSessionTimeout",
        "forceRelogin", "hstsOnForcecomSites", "identityConfirmationOnEmailChange", "identityConfirmationOnTwoFactorRegistrationEnabled",
        "lockSessionsToDomain", "lockSessionsToIp", "redirectionWarning", "referrerPolicy", "requireHttpOnly", "requireHttps", "enableUpgradeInsecureRequests",
        "enableXssProtection", "requireHttpsForcecomSites", "enableBuiltInAuthenticator", "enableU2F", "requireIdentityVerification",
        "enableOauthTokenEncryption", "redirectBlockModeEnabled", "isMFARequired", "requireMfaForUi", "enableMFADirectUILoginOptIn",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Settings that loosen while they are true.</summary>
    private static readonly FrozenSet<string> LoosenWhenTrue = new[]
    {
        "disableTimeoutWarning", "enableCacheAndAutocomplete", "canConfirmIdentityBySmsOnly",
        "hasRetainedLoginHints", "enableAdminLoginAsAnyUser", "hasUserSwitching", "enableSMSIdentity", "allowEmailIdentityVerification",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, string[]> LooseValues = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["sessionTimeout"] = ["TwentyFourHours", "TwelveHours", "EightHours", "1440", "720", "480"],
        ["complexity"] = ["NoRestriction", "NoRestrictions", "0"],
        ["passwordComplexity"] = ["NoRestriction", "0"],
        ["expiration"] = ["Never", "0"],
        ["passwordExpiration"] = ["Never", "0"],
        ["maxLoginAttempts"] = ["NoLimit", "0"],
        ["questionRestriction"] = ["None", "0"],
        ["passwordQuestion"] = ["0"],
        ["requiredSessionLevel"] = ["LOW"],
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int> LeastNumbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["minimumPasswordLength"] = 10,
        ["minPasswordLength"] = 10,
        ["historyRestriction"] = 3,
        ["passwordHistory"] = 3,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static void Check(CheckContext context, ComponentKey key, string file, XmlRecord record)
    {
        if (record.Name == "ipRanges" && key.Type == "Settings")
        {
            var (start, end) = (record.Value("start"), record.Value("end"));
            var severity = ProfileChecks.IsWide(start, end) ? Severity.Critical : (Severity?)null;
            context.Sink.Add("trusted-ip-range", new Place(key, file, record.Line), $"{key} trusts {start} to {end}.", severity);
            return;
        }

        if (record.Children.Count == 0)
            CheckValue(context, key, file, record);
        foreach (var child in record.Children)
            Check(context, key, file, child);
    }

    private static void CheckValue(CheckContext context, ComponentKey key, string file, XmlRecord setting)
    {
        if (IsLoose(setting.Name, setting.Text))
            context.Sink.Add("session-setting", new Place(key, file, setting.Line), $"{key} sets {setting.Name} to {setting.Text}.");
    }

    private static bool IsLoose(string name, string value)
    {
        var (isTrue, isFalse) = (value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase), value is "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase));
        return (isFalse && ProtectWhenTrue.Contains(name)) || (isTrue && LoosenWhenTrue.Contains(name))
            || (LooseValues.TryGetValue(name, out var loose) && loose.Contains(value, StringComparer.OrdinalIgnoreCase))
            || (LeastNumbers.TryGetValue(name, out var least) && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < least));
    }
}
