namespace SegmentOperator.Kubernetes;

/// <summary>Which policy, where, with what effect.</summary>
public sealed class ValidatingAdmissionPolicyBindingSpec
{
    public string? PolicyName { get; set; }

    public ParamRef? ParamRef { get; set; }

    public MatchResources? MatchResources { get; set; }

    public List<string>? ValidationActions { get; set; }
}
