using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// One change for one segment: who asks, which artifact, and why. It cannot be edited: a changed wish is a new request.
/// </summary>
[CelRule("self == oldSelf", "spec cannot be changed once the request exists; create a new DeploymentRequest instead")]
[CelRule("(self.operation == 'QuickDeploy') == has(self.validatedBy)",
    "validatedBy names the request that validated the artifact; QuickDeploy needs it, and nothing else has it", FieldPath = ".validatedBy")]
[CelRule("!has(self.runTests) || size(self.runTests) == 0 || (has(self.testLevel) && self.testLevel == 'RunSpecifiedTests')",
    "runTests needs testLevel: RunSpecifiedTests", FieldPath = ".runTests")]
public sealed record DeploymentRequestSpec
{
    /// <summary>The segment whose target the change is for.</summary>
    [Required]
    [DnsLabel]
    public string Segment { get; set; } = "";

    /// <summary>Who asks: the authenticated creator of this object. The kubectl plugin fills it in.</summary>
    [Required]
    public UserIdentity Requester { get; set; } = new();

    /// <summary>
    /// The artifact, as registry/repository:tag or registry/repository@sha256:digest. A tag is resolved once; the digest that it
    /// stood for is in status and is what runs, wherever the tag moves.
    /// </summary>
    [Required]
    [Text(512, 1)]
    public string Artifact { get; set; } = "";

    /// <summary>What is done with the artifact.</summary>
    [Default("Deploy")]
    public DeploymentOperation Operation { get; set; }

    /// <summary>Where the artifact comes from. The segment's rules may compare it with the artifact's provenance.</summary>
    public SourceReference? Source { get; set; }

    /// <summary>Why the change is needed. Approvers read it.</summary>
    [Text(2048)]
    public string? Justification { get; set; }

    /// <summary>The change's number in the ticket system.</summary>
    [Match(128, @"^[A-Za-z0-9][-A-Za-z0-9_./#:]*$")]
    public string? Ticket { get; set; }

    /// <summary>With QuickDeploy: the DeploymentRequest in this namespace that validated the same digest.</summary>
    [DnsName]
    public string? ValidatedBy { get; set; }

    /// <summary>
    /// The digest of the artifact that the target carries now. With it the inspection tells what the change adds, changes and deletes.
    /// </summary>
    [Digest]
    public string? Baseline { get; set; }

    /// <summary>Which Apex tests are run. Without it the segment's target decides.</summary>
    public TestLevel? TestLevel { get; set; }

    /// <summary>With RunSpecifiedTests: the Apex test classes.</summary>
    [Size(256)]
    [Match(128, "^[A-Za-z][A-Za-z0-9_.]*$")]
    [ListType]
    public IReadOnlyList<string> RunTests { get; set; } = [];

    /// <summary>The run does not start before this time, whatever windows are open.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>
    /// Asks for an emergency change: while the requester holds an active break-glass of the segment, windows and freezes do not hold it
    /// up. Everything else is as always: signatures, rules, approvals. The reason is in justification, others hear of it at once, and it
    /// is reviewed afterwards.
    /// </summary>
    public bool BreakGlass { get; set; }
}

/// <summary>What is done with an artifact.</summary>
public enum DeploymentOperation
{
    /// <summary>It is deployed.</summary>
    Deploy,

    /// <summary>The target checks it and changes nothing.</summary>
    Validate,

    /// <summary>It is deployed without running the tests again that an earlier Validate of the same digest ran.</summary>
    QuickDeploy,

    /// <summary>An artifact that was deployed before is deployed again.</summary>
    Rollback,
}

/// <summary>A revision in a source repository.</summary>
public sealed record SourceReference
{
    /// <summary>The repository's URL.</summary>
    [Required]
    [Text(512, 1)]
    public string Repository { get; set; } = "";

    /// <summary>The commit, branch or tag.</summary>
    [Text(256)]
    public string? Revision { get; set; }
}
