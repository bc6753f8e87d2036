using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>An object that gives access.</summary>
public sealed record GrantBinding
{
    /// <summary>RoleBinding or PermissionSetAssignment.</summary>
    [Required]
    public BindingKind Kind { get; set; }

    /// <summary>The namespace; absent for Salesforce.</summary>
    [DnsLabel]
    public string? Namespace { get; set; }

    /// <summary>The object's name; for Salesforce the permission set's.</summary>
    [Required]
    [Text(253, 1)]
    public string Name { get; set; } = "";

    /// <summary>The object's uid; for Salesforce the assignment's id.</summary>
    [Text(128)]
    public string? Uid { get; set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>When it was found to be gone.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}

/// <summary>The kinds of objects that give access.</summary>
public enum BindingKind
{
    /// <summary>A RoleBinding in Kubernetes.</summary>
    RoleBinding,

    /// <summary>An assignment of a permission set or permission set group in Salesforce.</summary>
    PermissionSetAssignment,
}
