namespace SegmentOperator.SalesforceSim;

internal sealed class DeployQueue(SimOrg org)
{
    public void Advance() => _ = org;

    public IReadOnlyList<SimDeployment> Snapshot() => [];
}
