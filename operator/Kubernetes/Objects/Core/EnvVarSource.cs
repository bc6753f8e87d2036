namespace SegmentOperator.Kubernetes;

/// <summary>Where a variable's value comes from.</summary>
public sealed class EnvVarSource
{
    public ObjectFieldSelector? FieldRef { get; set; }

    public KeySelector? SecretKeyRef { get; set; }

    public KeySelector? ConfigMapKeyRef { get; set; }

    public ResourceFieldSelector? ResourceFieldRef { get; set; }
}
