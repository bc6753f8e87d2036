namespace SegmentOperator.DevCluster.Faults;

/// <summary>What a request looks like to a fault rule.</summary>
internal sealed record FaultRequest(string Verb, string Group, string Resource, string Subresource, string Namespace, string Name, string User);

/// <summary>Asked once for each request of somebody who may, before it is served.</summary>
internal interface IFaults
{
    /// <summary>The fault to inject into this request, or null.</summary>
    Fault? Next(FaultRequest request);
}
