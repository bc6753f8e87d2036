using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class ArtifactTests(Production production)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_signed_package_reaches_the_org_in_either_of_cosigns_formats(bool bundle)
    {
        var artifact = await production.World.PushAsync("sf/finance/revenue", $"ok-{bundle}".ToLowerInvariant(), production.Revenue.Append(PackageFile.Text("README.txt", $"{bundle}")), production.World.FinanceKey, bundle);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact));
        Assert.Equal(DeploymentPhase.Succeeded, ended.Status!.Phase);
        Assert.Equal(ended.Status.Artifact!.Digest, ended.Status.Run!.Digest);
        Assert.Equal("release", Assert.Single(ended.Status.Artifact.Signers).Authority);
        Assert.Contains(ended.Status.Conditions, condition => condition is { Type: "Complete", Status: "True" });
    }

    [Fact]
    public async Task A_tag_that_does_not_exist_fails_and_says_what_to_do()
    {
        var ended = await production.EndedAsync(await production.RequestAsync($"{production.World.Registry.Host}/sf/finance/revenue:never-pushed"));
        Assert.Equal((DeploymentPhase.Failed, "ArtifactNotFound"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Contains("Push the artifact", ended.Status.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("down")]
    [InlineData("garbage")]
    [InlineData("errors")]
    [InlineData("slow")]
    public async Task A_registry_that_does_not_answer_makes_the_request_wait_and_not_be_denied(string fault)
    {
        var artifact = await production.PackageAsync($"registry-{fault}");
        production.World.Registry.Faults.Add(fault switch
        {
            "down" => new RegistryFault.Down(),
            "garbage" => new RegistryFault.Garbage(),
            "slow" => new RegistryFault.Slow(TimeSpan.FromSeconds(60)),
            _ => new RegistryFault.Status(503),
        });
        try
        {
            var name = await production.RequestAsync(artifact);
            var waiting = await production.RequestIsAsync(name, status => status.Reason == "CouldNotCheck");
            Assert.Equal(DeploymentPhase.Verifying, waiting.Status!.Phase);
            Assert.Contains("neither verified nor refused", waiting.Status.Message, StringComparison.Ordinal);
            production.World.Registry.Faults.Clear();
            await production.SucceededAsync(name);
        }
        finally
        {
            production.World.Registry.Faults.Clear();
        }
    }

    [Fact]
    public async Task A_repository_outside_the_segment_is_denied()
    {
        var artifact = await production.World.PushAsync("sf/other/revenue", "1", production.Revenue, production.World.FinanceKey);
        var ended = await production.EndedAsync(await production.RequestAsync(artifact));
        Assert.Equal((DeploymentPhase.Denied, "RepositoryNotAllowed"), (ended.Status!.Phase, ended.Status.Reason));
    }

    [Fact]
    public async Task A_requester_in_no_persona_is_denied()
    {
        var name = production.Name("mallory");
        await production.World.As("mallory").ApplyYamlAsync(WorldManifests.Request(name, "finance", await production.PackageAsync("mallory"), "mallory", "guests"));
        var ended = await production.EndedAsync(name);
        Assert.Equal((DeploymentPhase.Denied, "RequesterNotAllowed"), (ended.Status!.Phase, ended.Status.Reason));
    }

    [Fact]
    public async Task A_reference_that_is_none_fails_and_shows_how_one_looks()
    {
        var ended = await production.EndedAsync(await production.RequestAsync("https://not a reference"));
        Assert.Equal((DeploymentPhase.Failed, "InvalidReference"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Contains("registry/repository:tag", ended.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_is_resolved_once_wherever_it_moves()
    {
        var artifact = await production.PackageAsync("moving");
        production.BreakOrg(new("/services/oauth2/token") { Status = 500, Times = 2 });
        var name = await production.RequestAsync(artifact);
        var first = await production.RequestIsAsync(name, status => status.Reason == "CouldNotMint");
        await production.World.PushAsync("sf/finance/revenue", "moving", production.Revenue.Append(PackageFile.Text("README.txt", "moved")), production.World.FinanceKey);
        var ended = await production.EndedAsync(name);
        Assert.Equal(DeploymentPhase.Succeeded, ended.Status!.Phase);
        Assert.Equal(first.Status!.Artifact!.Digest, ended.Status.Run!.Digest);
    }

    [Fact]
    public async Task A_zip_bomb_is_denied_before_a_pod_is_made()
    {
        var bomb = production.Revenue.Append(new PackageFile("classes/Bomb.cls", new byte[80 * 1024 * 1024]));
        var artifact = await production.World.PushAsync("sf/finance/revenue", "bomb", bomb, production.World.FinanceKey);
        var before = production.World.Org.Org.Deployments.Count;
        var ended = await production.EndedAsync(await production.RequestAsync(artifact));
        Assert.Equal((DeploymentPhase.Denied, "PackageUnsafe"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Null(ended.Status.Run);
        Assert.Equal(before, production.World.Org.Org.Deployments.Count);
    }
}
