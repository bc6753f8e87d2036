using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Which signals raise an alarm, and whom it reaches.</summary>
public sealed record MonitoringSpec
{
    /// <summary>The alarms.</summary>
    [Size(32)]
    public IReadOnlyList<SignalThreshold> Thresholds { get; set; } = [];

    /// <summary>Where notifications go, besides Events and the operator's log, which always get them.</summary>
    [Size(8)]
    [ListType("name")]
    public IReadOnlyList<NotificationSink> Sinks { get; set; } = [];
}

/// <summary>So many of a signal within so long raise an alarm.</summary>
public sealed record SignalThreshold
{
    /// <summary>What is counted.</summary>
    [Required]
    public Signal Signal { get; set; }

    /// <summary>How many raise the alarm.</summary>
    [Default(1)]
    [Range(1, 100000)]
    public int Count { get; set; } = 1;

    /// <summary>Within which time.</summary>
    [Default("1h")]
    [Duration]
    public string Within { get; set; } = "1h";

    /// <summary>The sinks that hear of it. Without it all of them do.</summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Notify { get; set; } = [];
}

/// <summary>What can be counted.</summary>
public enum Signal
{
    /// <summary>Deployment requests that were denied.</summary>
    DeniedRequests,

    /// <summary>Artifacts whose signature or attestation was refused.</summary>
    RefusedArtifacts,

    /// <summary>Checks that could not be made: a registry, a log or a target that does not answer.</summary>
    UncheckedArtifacts,

    /// <summary>Runs that failed.</summary>
    FailedRuns,

    /// <summary>Access grants that became active.</summary>
    Grants,

    /// <summary>Access grants that were denied.</summary>
    DeniedGrants,

    /// <summary>Uses of break-glass.</summary>
    BreakGlass,

    /// <summary>Revocations that did not succeed at once.</summary>
    FailedRevocations,

    /// <summary>Approvals that did not count.</summary>
    VoidApprovals,

    /// <summary>Changes to what the operator keeps that someone else made.</summary>
    Drift,

    /// <summary>Access that no grant explains.</summary>
    UnexplainedAccess,
}

/// <summary>A receiver of notifications.</summary>
public sealed record NotificationSink
{
    /// <summary>The sink's name.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>An HTTP receiver.</summary>
    [Required]
    public WebhookSink Webhook { get; set; } = new();
}

/// <summary>An HTTP receiver: it gets a POST with a JSON document.</summary>
[CelRule("has(self.url) != has(self.urlSecretRef)", "give exactly one of url and urlSecretRef")]
public sealed record WebhookSink
{
    /// <summary>The URL, where it holds no secret.</summary>
    [Url]
    public string? Url { get; set; }

    /// <summary>The Secret entry, in the operator's namespace, that holds the URL.</summary>
    public KeyReference? UrlSecretRef { get; set; }

    /// <summary>The Secret entry, in the operator's namespace, with a key by which the body is signed (HMAC-SHA256, in a header).</summary>
    public KeyReference? SigningKeySecretRef { get; set; }
}
