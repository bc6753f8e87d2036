namespace SegmentOperator.Kubernetes;

/// <summary>What is matched and what must hold.</summary>
public sealed class ValidatingAdmissionPolicySpec
{
    public ParamKind? ParamKind { get; set; }

    public MatchResources? MatchConstraints { get; set; }

    public List<MatchCondition>? MatchConditions { get; set; }

    public List<Validation>? Validations { get; set; }

    public string? FailurePolicy { get; set; }

    public List<AdmissionVariable>? Variables { get; set; }

    public List<AuditAnnotation>? AuditAnnotations { get; set; }
}
