using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.RegistrySim;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class BadInputTests(Production production)
{
    [Fact]
    public async Task A_manifest_larger_than_4_MiB_never_runs()
    {
        var artifact = await production.PackageAsync("huge");
        production.World.Registry.Faults.Add(new RegistryFault.HugeManifest(), when: request => request.Path.Contains("/manifests/", StringComparison.Ordinal));
        try
        {
            var name = await production.RequestAsync(artifact);
            var answered = await production.RequestIsAsync(name, status => status.Reason is not null);
            Assert.NotEqual(DeploymentPhase.Succeeded, answered.Status!.Phase);
            Assert.Null(answered.Status.Run);
            Assert.Contains("4194304", answered.Status.Message, StringComparison.Ordinal);
        }
        finally
        {
            production.World.Registry.Faults.Clear();
        }
    }

    [Fact]
    public async Task A_request_for_a_segment_that_does_not_exist_waits_for_it_and_says_its_name()
    {
        var segment = production.Name("later");
        var artifact = await production.World.PushAsync($"sf/{segment}/revenue", "1", production.Revenue, production.World.FinanceKey);
        var name = await production.RequestAsync(artifact, segment);
        var waiting = await production.RequestIsAsync(name, status => status.Reason == "SegmentNotFound");
        Assert.Equal(DeploymentPhase.Pending, waiting.Status!.Phase);
        Assert.Contains($"There is no segment {segment}.", waiting.Status.Message, StringComparison.Ordinal);
        await production.ToldAsync(waiting, "SegmentNotFound");
        await production.World.Admin.ApplyYamlAsync(production.Segment(segment, "Later"));
        await production.SucceededAsync(name);
    }

    [Fact]
    public async Task A_runner_image_that_does_not_exist_is_said_while_the_pod_waits()
    {
        var name = production.Name("no-image");
        var yaml = production.Segment(name, "No image").Replace("timeout: 5m", "timeout: 5m\n    image: registry.example.com/nowhere/runner@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", StringComparison.Ordinal);
        await production.World.Admin.ApplyYamlAsync(yaml);
        await production.ReadyAsync(name);
        var request = await production.RequestAsync(await production.World.PushAsync($"sf/{name}/revenue", "1", production.Revenue, production.World.FinanceKey), name);
        var waiting = await production.RequestIsAsync(request, status => status.Reason is "ErrImagePull" or "ImagePullBackOff");
        Assert.Equal(DeploymentPhase.Starting, waiting.Status!.Phase);
        await production.World.Admin.DeleteAsync<DeploymentRequest>(request, World.TeamNamespace, new DeleteOptions(), default);
    }

    [Fact]
    public async Task A_token_endpoint_that_does_not_answer_is_waited_for()
    {
        production.BreakOrg(new("/services/oauth2/token") { Hang = true, Times = 1000 });
        var name = await production.RequestAsync(await production.PackageAsync("hanging-org"));
        await production.RequestIsAsync(name, status => status.Reason == "CouldNotReachOrg");
        production.MendOrg();
        await production.SucceededAsync(name);
    }
}
