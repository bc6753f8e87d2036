using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Someone whom the API server authenticates: a user, a group of users, or a service account.</summary>
[CelRule("self.kind == 'ServiceAccount' ? has(self.__namespace__) : !has(self.__namespace__)",
    "a ServiceAccount needs a namespace, and a User or Group has none")]
public sealed record SubjectReference
{
    /// <summary>What the name names.</summary>
    [Required]
    public SubjectKind Kind { get; set; }

    /// <summary>
    /// The name as the API server knows it: the username, the group, or the service account's name without its namespace. Compared
    /// exactly; there are no wildcards.
    /// </summary>
    [Required]
    [Text(256, 1)]
    public string Name { get; set; } = "";

    /// <summary>The service account's namespace. Only for a ServiceAccount.</summary>
    [DnsLabel]
    public string? Namespace { get; set; }
}

/// <summary>The kinds of subject.</summary>
public enum SubjectKind
{
    /// <summary>One authenticated user.</summary>
    User,

    /// <summary>Everyone whom the API server authenticates as a member of the group.</summary>
    Group,

    /// <summary>One service account of this cluster.</summary>
    ServiceAccount,
}
