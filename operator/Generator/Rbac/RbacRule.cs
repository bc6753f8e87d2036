namespace SegmentOperator.Generator.Rbac;

/// <summary>One RbacAttribute, as it stands in an assembly.</summary>
internal sealed record RbacRule(string Role, string Group, string Resources, string Verbs, string? ResourceNames, string Reason)
{
    /// <summary>The role of rules that name none.</summary>
    public const string ManagerRole = "segment-operator";
}
