using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Who gets a role.</summary>
[CelRule("self.kind == 'ServiceAccount' ? has(self.__namespace__) : !has(self.__namespace__)",
    "a ServiceAccount needs a namespace, and a User or Group has none")]
public sealed record GrantSubject
{
    /// <summary>What the name names. Salesforce roles are granted to a User only.</summary>
    [Required]
    public SubjectKind Kind { get; set; }

    /// <summary>The name as the API server knows it.</summary>
    [Required]
    [Text(256, 1)]
    public string Name { get; set; } = "";

    /// <summary>The service account's namespace. Only for a ServiceAccount.</summary>
    [DnsLabel]
    public string? Namespace { get; set; }

    /// <summary>For a Salesforce role: the user's Salesforce username, where it is not the same as the name.</summary>
    [Match(255, @"^[^@\s]+@[^@\s]+$")]
    public string? SalesforceUsername { get; set; }
}
