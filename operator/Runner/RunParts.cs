using SegmentOperator.Oci;
using SegmentOperator.Runner.Targets;
using SegmentOperator.Runner.Targets.Kubernetes;
using SegmentOperator.Runner.Targets.Salesforce;

namespace SegmentOperator.Runner;

/// <summary>What a run is put together from.</summary>
internal sealed class RunParts : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly IDisposable? registryOwner;

    private RunParts(IRegistryClient registry, ITargetDeployer deployer, HttpClient http)
    {
        Registry = registry;
        Deployer = deployer;
        this.http = http;
        registryOwner = registry as IDisposable;
    }

    public IRegistryClient Registry { get; }

    public ITargetDeployer Deployer { get; }

    public static RunParts Create(RunInput input, RunLog log, TimeProvider time, Random random)
    {
        var request = input.Request;
        var registry = RegistryAccess.Create(input, time, random);
        if (request.Target.Kubernetes is { } kubernetes)
        {
            var api = TargetHttp.Create(kubernetes.Server, input.AccessToken, input.TargetAuthorities);
            return new RunParts(registry, new KubernetesDeployer(new Cluster(api, kubernetes, time), request, log), api);
        }

        var salesforce = request.Target.Salesforce!;
        var client = TargetHttp.Create(salesforce.InstanceUrl, input.AccessToken, input.TargetAuthorities);
        var org = new SalesforceOrg(client, salesforce.ApiVersion, time);
        return new RunParts(registry, new SalesforceDeployer(org, request, new SalesforcePace(), log, time, random), client);
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        registryOwner?.Dispose();
        return ValueTask.CompletedTask;
    }
}
