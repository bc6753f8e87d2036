using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>
/// What belongs to the segment, who may ask for what, which artifacts may reach its target, and under which rules. Everything that
/// is not named here is denied.
/// </summary>
[CelRule("!has(self.posture) || !has(self.frameworks) || self.posture == 'Strict' || !self.frameworks.exists(f, f in ['HIPAA', 'SOX', 'PCI-DSS', 'FedRAMP'])",
    "HIPAA, SOX, PCI-DSS and FedRAMP demand the posture Strict; leave posture out or write Strict", FieldPath = ".posture")]
[CelRule("!has(self.posture) || !has(self.frameworks) || self.posture != 'Minimal' || !self.frameworks.exists(f, f == 'GDPR')",
    "GDPR demands at least the posture Standard; leave posture out or write Standard or Strict", FieldPath = ".posture")]
[CelRule("!has(self.sandboxOf) || self.environment != 'Production'",
    "a segment with the environment Production is no sandbox; remove sandboxOf", FieldPath = ".sandboxOf")]
public sealed record SegmentSpec
{
    /// <summary>The segment's name as people say it: Finance production.</summary>
    [Text(128)]
    public string? DisplayName { get; set; }

    /// <summary>What the segment protects and why it is a segment of its own.</summary>
    [Text(2048)]
    public string? Description { get; set; }

    /// <summary>Who answers for the segment, and how often it is reviewed.</summary>
    public GovernanceSpec? Governance { get; set; }

    /// <summary>What the target org or cluster is used for. It takes part in the risk of every change.</summary>
    [Required]
    public SegmentEnvironment Environment { get; set; }

    /// <summary>
    /// The production segment whose sandbox this one is. A sandbox carries the standard of its production segment: it is not Ready
    /// while its own posture is lower or a framework is missing.
    /// </summary>
    [DnsLabel]
    public string? SandboxOf { get; set; }

    /// <summary>
    /// How strict the segment is. Without it the frameworks decide: the strictest that they demand, or Standard where they demand
    /// nothing. It cannot be lower than what they demand.
    /// </summary>
    public Posture? Posture { get; set; }

    /// <summary>
    /// The obligations that apply. HIPAA, SOX, PCI-DSS and FedRAMP make the segment Strict, GDPR makes it at least Standard, and SOX
    /// adds a second approval. Each brings its own rules, which a segment can tighten but not loosen.
    /// </summary>
    [Size(8)]
    [ListType]
    public IReadOnlyList<Framework> Frameworks { get; set; } = [];

    /// <summary>Regions that the segment's data may not leave, in lower case: eu, de, us-gov.</summary>
    [Size(16)]
    [Match(16, "^[a-z]{2,8}(-[a-z0-9]{1,8})?$")]
    [ListType]
    public IReadOnlyList<string> Residency { get; set; } = [];

    /// <summary>
    /// The components that belong to this segment. A package that touches anything else is denied, with the list of what is outside.
    /// </summary>
    [Size(64)]
    public IReadOnlyList<DataScope> Data { get; set; } = [];

    /// <summary>Who may ask for deployments, access or break-glass here. Nobody else may.</summary>
    [Size(32)]
    [ListType("name")]
    public IReadOnlyList<Persona> Personas { get; set; } = [];

    /// <summary>What is demanded of a person's session before a request of theirs counts.</summary>
    public AuthenticationSpec? Authentication { get; set; }

    /// <summary>Which artifacts may be deployed here, who must have signed them, and what must be attested about them.</summary>
    public ArtifactPolicy? Artifacts { get; set; }

    /// <summary>
    /// The segment's own rules, in CEL over request, artifact, attestations, package, segment, target, window, history and now.
    /// Their order does not matter: Deny wins over RequireApproval, RequireApproval over Warn and Allow.
    /// </summary>
    [Size(64)]
    [ListType("name")]
    public IReadOnlyList<SegmentRule> Rules { get; set; } = [];

    /// <summary>
    /// Whether a rule's verdict binds, unless the rule itself says so: Enforce binds, Warn tells the requester, Audit only records
    /// what would have happened.
    /// </summary>
    [Default("Enforce")]
    public Enforcement Enforcement { get; set; } = Enforcement.Enforce;

    /// <summary>How the risk of a change is scored, and what a score leads to. Without it the operator's documented defaults apply.</summary>
    public RiskPolicy? Risk { get; set; }

    /// <summary>When changes may run. Without it they may run at any time.</summary>
    public WindowPolicy? Windows { get; set; }

    /// <summary>Who approves, and how long an approval counts.</summary>
    public ApprovalPolicy? Approvals { get; set; }

    /// <summary>What an AccessGrant may grant here.</summary>
    [Size(32)]
    [ListType("name")]
    public IReadOnlyList<AccessRole> Roles { get; set; } = [];

    /// <summary>Emergency access and emergency changes without prior approval. Without it there are none.</summary>
    public BreakGlassPolicy? BreakGlass { get; set; }

    /// <summary>Other segments that this one's runs may reach, or be reached from. Everything else is closed in both directions.</summary>
    [Size(32)]
    public IReadOnlyList<Interaction> Interactions { get; set; } = [];

    /// <summary>Networks that a run may reach: the target, the registry, the name service. Everything else is closed.</summary>
    [Size(32)]
    public IReadOnlyList<EgressRule> Egress { get; set; } = [];

    /// <summary>Where deployments go. Without a target the segment grants access only.</summary>
    public TargetSpec? Target { get; set; }

    /// <summary>How a run's pod looks. Without it the operator's defaults apply.</summary>
    public RunnerSpec? Runner { get; set; }

    /// <summary>How much the isolation namespace may hold.</summary>
    public IsolationSpec? Isolation { get; set; }

    /// <summary>Which signals raise an alarm, and whom it reaches.</summary>
    public MonitoringSpec? Monitoring { get; set; }

    /// <summary>Which evidence is kept, and for how long.</summary>
    public EvidenceSpec? Evidence { get; set; }

    /// <summary>
    /// Deviations that the segment's owner answers for, each with an end. They are shown in status, counted in metrics and part of
    /// every recertification.
    /// </summary>
    [Size(32)]
    [ListType("name")]
    public IReadOnlyList<SegmentException> Exceptions { get; set; } = [];

    /// <summary>Nothing new starts here while this is true. Runs and grants that are under way end as usual.</summary>
    public bool Suspend { get; set; }
}
