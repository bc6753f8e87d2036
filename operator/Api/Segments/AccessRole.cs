using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Something that an AccessGrant may grant, in Kubernetes or in Salesforce.</summary>
[CelRule("has(self.kubernetes) != has(self.salesforce)", "give exactly one of kubernetes and salesforce")]
public sealed record AccessRole
{
    /// <summary>The role's name, which an AccessGrant repeats.</summary>
    [Required]
    [DnsLabel]
    public string Name { get; set; } = "";

    /// <summary>A role in Kubernetes: a RoleBinding for as long as the grant is active.</summary>
    public KubernetesAccess? Kubernetes { get; set; }

    /// <summary>A permission set in the segment's Salesforce org: an assignment for as long as the grant is active.</summary>
    public SalesforceAccess? Salesforce { get; set; }

    /// <summary>The longest grant of this role: 4h.</summary>
    [Required]
    [Duration]
    public string MaxDuration { get; set; } = "";

    /// <summary>
    /// The approval roles that a grant needs. Without it all of the segment's approval roles, where the segment has any.
    /// </summary>
    [Size(8)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Approvals { get; set; } = [];

    /// <summary>The role may also be granted under break-glass.</summary>
    public bool BreakGlass { get; set; }

    /// <summary>What the role is for.</summary>
    [Text(1024)]
    public string? Description { get; set; }
}

/// <summary>
/// A role in Kubernetes: a ClusterRole, bound in namespaces. Roles cannot be granted: in an isolation namespace nobody but the operator makes
/// one, and it makes none.
/// </summary>
public sealed record KubernetesAccess
{
    /// <summary>A ClusterRole, bound in the segment's isolation namespace and those below, and never in the whole cluster.</summary>
    [Required]
    [RbacName]
    public string ClusterRole { get; set; } = "";

    /// <summary>Further namespaces that the role is bound in, besides the segment's isolation namespace.</summary>
    [Size(16)]
    [DnsLabel]
    [ListType]
    public IReadOnlyList<string> Namespaces { get; set; } = [];
}

/// <summary>A permission set in Salesforce.</summary>
[CelRule("has(self.permissionSet) != has(self.permissionSetGroup)", "give exactly one of permissionSet and permissionSetGroup")]
public sealed record SalesforceAccess
{
    /// <summary>The API name of a permission set.</summary>
    [Match(80, "^([A-Za-z][A-Za-z0-9]*__)?[A-Za-z][A-Za-z0-9_]*$")]
    public string? PermissionSet { get; set; }

    /// <summary>The API name of a permission set group.</summary>
    [Match(80, "^([A-Za-z][A-Za-z0-9]*__)?[A-Za-z][A-Za-z0-9_]*$")]
    public string? PermissionSetGroup { get; set; }
}
