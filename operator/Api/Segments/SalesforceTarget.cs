using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A Salesforce org.</summary>
/// <remarks>
/// Each run gets an access token of its own by the OAuth 2.0 JWT bearer flow (RFC 7523), which is revoked when the
/// run ends.
/// </remarks>
public sealed record SalesforceTarget
{
    /// <summary>Where tokens are issued and revoked: https://login.salesforce.com, or the org's own domain.</summary>
    [Required]
    [Url]
    public string LoginUrl { get; set; } = "";

    /// <summary>The org's own URL: https://example.my.salesforce.com. A token that is issued for another instance is refused.</summary>
    [Url]
    public string? InstanceUrl { get; set; }

    /// <summary>The connected app's consumer key.</summary>
    [Required]
    [Text(256, 1)]
    public string ClientId { get; set; } = "";

    /// <summary>The integration user that deploys into this org and is used for nothing else.</summary>
    [Required]
    [Text(255, 1)]
    public string Username { get; set; } = "";

    /// <summary>The audience of the assertion. Without it the origin of loginUrl.</summary>
    [Text(512)]
    public string? Audience { get; set; }

    /// <summary>
    /// The Secret entry, in the operator's namespace, that holds the RSA private key (PEM) whose certificate the connected app knows.
    /// Each segment has its own.
    /// </summary>
    [Required]
    public KeyReference PrivateKeySecretRef { get; set; } = new();

    /// <summary>The Metadata API's version.</summary>
    [Default("62.0")]
    [Match(8, @"^[1-9][0-9]{1,2}\.0$")]
    public string ApiVersion { get; set; } = "62.0";

    /// <summary>Which Apex tests a deployment runs when the request does not say.</summary>
    [Default("RunLocalTests")]
    public TestLevel TestLevel { get; set; } = TestLevel.RunLocalTests;

    /// <summary>An entry of a ConfigMap, in the operator's namespace, with PEM certificates that the org is trusted by besides the system's.</summary>
    public KeyReference? CaConfigMapRef { get; set; }
}

/// <summary>Salesforce's levels of testing.</summary>
public enum TestLevel
{
    /// <summary>No tests. Production orgs refuse it for packages with Apex.</summary>
    NoTestRun,

    /// <summary>Only the tests that the request names.</summary>
    RunSpecifiedTests,

    /// <summary>All tests but those of managed packages.</summary>
    RunLocalTests,

    /// <summary>All tests.</summary>
    RunAllTestsInOrg,
}
