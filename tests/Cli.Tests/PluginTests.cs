using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Stage;

namespace SegmentOperator.Cli;

public sealed class PluginTests
{
    [Fact]
    public async Task A_request_carries_the_identity_that_the_API_server_authenticated()
    {
        await using var world = await World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("plugin-").FullName });
        var (output, errors) = (new StringWriter(), new StringWriter());
        string[] common = ["--kubeconfig", Path.Combine(world.Directory, "alice.kubeconfig"), "-n", World.TeamNamespace];
        Assert.Equal(0, await PluginCommands.Create(output, errors).Parse(["request", "finance", "--artifact", "registry.example.com/sf/finance/x:1", .. common]).InvokeAsync());
        Assert.Equal(0, await PluginCommands.Create(output, errors).Parse(["request-access", "finance", "--role", "investigator", "--for", "30m", "--justification", "INC-1", .. common]).InvokeAsync());
        var request = Assert.Single((await world.Admin.ListAsync<DeploymentRequest>(new(), default)).Items);
        Assert.Equal("alice", request.Spec.Requester.Username);
        Assert.Equal("u-alice", request.Spec.Requester.Uid);
        Assert.Contains("developers", request.Spec.Requester.Groups);
        var grant = Assert.Single((await world.Admin.ListAsync<AccessGrant>(new(), default)).Items);
        Assert.Equal(("alice", "alice"), (grant.Spec.Subject.Name, grant.Spec.Requester.Username));
        Assert.Equal($"deploymentrequest.segment-operator.dev/{request.Metadata.Name} created", output.ToString().Split('\n')[0]);

        Assert.Equal(1, await PluginCommands.Create(output, errors).Parse(["request", "finance", "--artifact", "x", "--kubeconfig", Path.Combine(world.Directory, "alice.kubeconfig"), "-n", "kube-system"]).InvokeAsync());
        Assert.Contains("Error from server (Forbidden)", errors.ToString(), StringComparison.Ordinal);
    }
}
