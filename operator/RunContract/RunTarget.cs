using System.Text.Json.Serialization;

namespace SegmentOperator.RunContract;

/// <summary>Where a run deploys to. Exactly one of the properties is set.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunTarget
{
    /// <summary>A Salesforce org.</summary>
    public SalesforceRunTarget? Salesforce { get; init; }

    /// <summary>A Kubernetes cluster.</summary>
    public KubernetesRunTarget? Kubernetes { get; init; }
}

/// <summary>A Salesforce org, spoken to with the access token in <see cref="RunPaths.AccessTokenFile"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record SalesforceRunTarget
{
    /// <summary>The org's own URL, from the token response: <c>https://example.my.salesforce.com</c>.</summary>
    public required string InstanceUrl { get; init; }

    /// <summary>The Metadata API version without a leading v: <c>62.0</c>.</summary>
    public string ApiVersion { get; set; } = "62.0";

    /// <summary>Which Apex tests the org runs; without one the org decides.</summary>
    public SalesforceTestLevel? TestLevel { get; init; }

    /// <summary>The Apex test classes; only with <see cref="SalesforceTestLevel.RunSpecifiedTests"/>.</summary>
    public IReadOnlyList<string> RunTests { get; set; } = [];

    /// <summary>
    /// The deploy id of a successful validation of the same digest; only, and always, with <see cref="RunOperation.QuickDeploy"/>.
    /// </summary>
    public string? ValidatedDeployId { get; init; }

    /// <summary>A deployment with warnings counts as successful.</summary>
    public bool IgnoreWarnings { get; init; }
}

/// <summary>Salesforce's test levels, under Salesforce's names.</summary>
public enum SalesforceTestLevel
{
    /// <summary>No tests; refused by production orgs when the package contains Apex.</summary>
    NoTestRun,

    /// <summary>Only the tests that are named.</summary>
    RunSpecifiedTests,

    /// <summary>All tests but those of managed packages.</summary>
    RunLocalTests,

    /// <summary>All tests.</summary>
    RunAllTestsInOrg,
}

/// <summary>A Kubernetes API server, spoken to with the token in <see cref="RunPaths.AccessTokenFile"/>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record KubernetesRunTarget
{
    /// <summary>The API server's URL; its certificate authority is in <see cref="RunPaths.TargetCaFile"/> when it is private.</summary>
    public required string Server { get; init; }

    /// <summary>
    /// The namespaces that the run may change, at least one: an object without a namespace goes to the first, one that names
    /// another namespace than these is refused.
    /// </summary>
    public required IReadOnlyList<string> Namespaces { get; init; }

    /// <summary>The field manager that owns what is applied.</summary>
    public string FieldManager { get; set; } = "segment-runner";
}
