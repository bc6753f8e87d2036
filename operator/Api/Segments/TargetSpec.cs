using SegmentOperator.Api.Schema;

namespace SegmentOperator.Api.V1Alpha1;

/// <summary>Where deployments go.</summary>
[CelRule("has(self.salesforce) != has(self.kubernetes)", "give exactly one of salesforce and kubernetes")]
public sealed record TargetSpec
{
    /// <summary>A Salesforce org, deployed to by the Metadata API.</summary>
    public SalesforceTarget? Salesforce { get; set; }

    /// <summary>Namespaces of a Kubernetes cluster.</summary>
    public KubernetesTarget? Kubernetes { get; set; }
}
