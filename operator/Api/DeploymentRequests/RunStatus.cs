using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>A request's only run.</summary>
public sealed record RunStatus
{
    /// <summary>The isolation namespace that it takes place in.</summary>
    [DnsLabel]
    public string? Namespace { get; set; }

    /// <summary>The pod's name.</summary>
    [DnsName]
    public string? PodName { get; set; }

    /// <summary>The pod's uid. A pod with another uid is not this run.</summary>
    [Text(128)]
    public string? PodUid { get; set; }

    /// <summary>When the operator bound itself to this run, before it created anything. A request with this time is never started again.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }

    /// <summary>When the runner started.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When the run ended.</summary>
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>When the run is ended if it has not ended by itself.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>How it ended.</summary>
    public RunOutcome? Outcome { get; set; }

    /// <summary>In one CamelCase word, why it ended so.</summary>
    [Match(128, "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$")]
    public string? Reason { get; set; }

    /// <summary>In a sentence, why it ended so and what to do.</summary>
    [Text(4096)]
    public string? Message { get; set; }

    /// <summary>The runner's exit code.</summary>
    [Range(-1, 255)]
    public int? ExitCode { get; set; }

    /// <summary>The digest that the runner recomputed and deployed.</summary>
    [Digest]
    public string? Digest { get; set; }

    /// <summary>The target's id of the deployment: Salesforce's deploy id.</summary>
    [Text(128)]
    public string? DeployId { get; set; }

    /// <summary>What is known of the target after the run.</summary>
    public TargetState? TargetState { get; set; }

    /// <summary>Components, or Kubernetes objects.</summary>
    public RunTally? Components { get; set; }

    /// <summary>Apex tests.</summary>
    public RunTally? Tests { get; set; }

    /// <summary>The first failures.</summary>
    [Size(64)]
    public IReadOnlyList<RunProblem> Failures { get; set; } = [];
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>The target carries the artifact, or would take it (Validate).</summary>
    Succeeded,

    /// <summary>The target does not carry the artifact.</summary>
    Failed,

    /// <summary>The run was told to stop and the target confirmed it.</summary>
    Cancelled,

    /// <summary>Nobody knows whether the target took the artifact; a person has to look.</summary>
    Unknown,
}

/// <summary>What is known of a target after a run.</summary>
public enum TargetState
{
    /// <summary>It may or may not have changed; a person has to look.</summary>
    Unknown,

    /// <summary>It is as it was.</summary>
    Unchanged,

    /// <summary>It carries the artifact.</summary>
    Changed,
}

/// <summary>How many there were, and how they came out.</summary>
public sealed record RunTally
{
    /// <summary>All.</summary>
    [Range(0, int.MaxValue)]
    public int Total { get; set; }

    /// <summary>Those that came out well.</summary>
    [Range(0, int.MaxValue)]
    public int Succeeded { get; set; }

    /// <summary>Those that did not.</summary>
    [Range(0, int.MaxValue)]
    public int Failed { get; set; }
}

/// <summary>A component, test or object that failed.</summary>
public sealed record RunProblem
{
    /// <summary>A metadata type, ApexTest, or a Kubernetes kind.</summary>
    [Required]
    [Text(128)]
    public string Kind { get; set; } = "";

    /// <summary>Its full name.</summary>
    [Required]
    [Text(512)]
    public string Name { get; set; } = "";

    /// <summary>The target's words, shortened.</summary>
    [Text(1024)]
    public string? Problem { get; set; }

    /// <summary>The file in the package.</summary>
    [Text(512)]
    public string? File { get; set; }

    /// <summary>The line in that file.</summary>
    [Range(0, int.MaxValue)]
    public int? Line { get; set; }
}
