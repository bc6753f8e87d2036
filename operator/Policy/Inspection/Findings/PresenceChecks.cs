using System.Collections.Frozen;

namespace SegmentOperator.Policy.Inspection.Findings;

/// <summary>Components that are worth a finding by being there.</summary>
internal static class PresenceChecks
{
    private static readonly FrozenDictionary<string, string> Ids = new Dictionary<string, string>
    {
        ["Profile"] = "profile",
        ["PermissionSetGroup"] = "permission-set-group",
        ["MutingPermissionSet"] = "muting-permission-set",
        ["SharingSet"] = "sharing-set",
        ["ConnectedApp"] = "connected-app",
        ["ExternalClientApplication"] = "external-client-app",
        ["ExtlClntAppOauthSettings"] = "external-client-app",
        ["ExtlClntAppOauthConfigurablePolicies"] = "external-client-app",
        ["ExtlClntAppGlobalOauthSettings"] = "external-client-app",
        ["ExtlClntAppOauthSecuritySettings"] = "external-client-app",
        ["ExtlClntAppSamlConfigurablePolicies"] = "external-client-app",
        ["RemoteSiteSetting"] = "remote-site",
        ["NamedCredential"] = "named-credential",
        ["ExternalCredential"] = "external-credential",
        ["ExternalDataSource"] = "external-data-source",
        ["ExternalServiceRegistration"] = "external-data-source",
        ["CspTrustedSite"] = "csp-trusted-site",
        ["CorsWhitelistOrigin"] = "cors-origin",
        ["RedirectWhitelistUrl"] = "redirect-url",
        ["AuthProvider"] = "auth-provider",
        ["ExternalAuthIdentityProvider"] = "auth-provider",
        ["OauthTokenExchangeHandler"] = "auth-provider",
        ["MyDomainDiscoverableLogin"] = "auth-provider",
        ["SamlSsoConfig"] = "sso",
        ["IdpConfiguration"] = "sso",
        ["Certificate"] = "certificate",
        ["InboundCertificate"] = "certificate",
        ["UserAuthCertificate"] = "certificate",
        ["PublicKeyCertificate"] = "certificate",
        ["PublicKeyCertificateSet"] = "certificate",
        ["InstalledPackage"] = "installed-package",
        ["DelegateGroup"] = "delegated-admin",
        ["UserAccessPolicy"] = "user-access-policy",
        ["CustomSite"] = "site",
        ["Network"] = "site",
        ["SiteDotCom"] = "site",
        [ComponentKey.UnknownType] = "unknown-file",
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> SecuritySettings = new[]
    {
        "Security", "Session", "MyDomain", "IdentityProvider", "SingleSignOn", "Sharing", "UserManagement", "ConnectedApp", "OauthOidc", "ExternalClientApp",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> EncryptionSettings = new[] { "PlatformEncryption", "EncryptionKey", "Encryption" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static void Check(FindingSink sink, ComponentKey key, string file)
    {
        var place = new Place(key, file);
        if (key.Type == "Profile" && key.Name.Equals("Admin", StringComparison.OrdinalIgnoreCase))
            sink.Add("profile-admin", place, $"{key}.");
        else if (Ids.TryGetValue(key.Type, out var id))
            sink.Add(id, place, $"{key}.");
        else if (key.Type == "Settings" && EncryptionSettings.Contains(key.Name))
            sink.Add("encryption-settings", place, $"{key}.");
        else if (key.Type == "Settings" && SecuritySettings.Contains(key.Name))
            sink.Add("security-settings", place, $"{key}.");
    }
}
