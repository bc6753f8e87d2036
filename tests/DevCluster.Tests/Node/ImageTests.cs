using SegmentOperator.DevCluster.Node;
using static SegmentOperator.DevCluster.Tests.Node.NodeFixture;

namespace SegmentOperator.DevCluster.Tests.Node;

public sealed class ImageTests(NodeFixture node) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task An_unknown_image_is_not_pulled_and_tried_again()
    {
        var pod = node.Run("true", p => First(p)["image"] = "registry.example/unknown:1");

        await node.WaitAsync(pod, p => p.Objects("status", "containerStatuses").Any(s => s.Text("state", "waiting", "reason") == "ErrImagePull"));
        pod = await node.WaitAsync(pod, p => Status(p).Text("state", "waiting", "reason") == "ImagePullBackOff");

        Assert.Equal("Pending", pod.Text("status", "phase"));
        Assert.StartsWith("Back-off pulling image \"registry.example/unknown:1\"", Status(pod).Text("state", "waiting", "message"), StringComparison.Ordinal);
        var events = node.Events(pod);
        Assert.Contains("Pulling: Pulling image \"registry.example/unknown:1\"", events);
        Assert.Contains("Failed: Error: ErrImagePull", events);
        Assert.Contains("BackOff: Back-off pulling image \"registry.example/unknown:1\"", events);
        node.Delete(pod, 0);
    }

    [Theory]
    [InlineData("registry.example/team/app:1.0", "app")]
    [InlineData("registry.example/team/app@sha256:0000", "app")]
    [InlineData("registry.example/team/app:1@sha256:0000", "app")]
    [InlineData("registry.example/team/other", null)]
    public void An_image_of_a_mapped_directory_has_the_entrypoint_of_its_name(string reference, string? entrypoint)
    {
        var directory = Directory.CreateTempSubdirectory("image-");
        File.WriteAllText(Path.Combine(directory.FullName, "app"), "");

        var image = new Images(new Dictionary<string, string> { ["registry.example/team"] = directory.FullName }).Find(reference);

        Assert.Equal(new Image(directory.FullName, entrypoint), image);
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("registry.example/teams/app")]
    [InlineData("other.example/team/app")]
    [InlineData("registry.example:5000/team/app")]
    public void An_image_outside_every_prefix_is_unknown(string reference) =>
        Assert.Null(new Images(new Dictionary<string, string> { ["registry.example/team"] = "/" }).Find(reference));

    [Theory]
    [InlineData("localhost:5000/app", "localhost:5000/app")]
    [InlineData("localhost:5000/app:2", "localhost:5000/app")]
    [InlineData("app", "app")]
    public void A_port_is_no_tag(string reference, string repository) => Assert.Equal(repository, Images.Repository(reference));
}
