using System.Text;
using Moq;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Runs;

/// <summary>What a run's image is pulled with.</summary>
public sealed class RunImageTests
{
    private const string Image = "registry.example.com/tools/runner@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private static readonly RunName Run = new("segment-finance", "run-1", "uid");
    private readonly Mock<IKubernetesClient> _cluster = new();
    private Secret? _made;

    public RunImageTests()
    {
        _cluster.Setup(cluster => cluster.ApplyAsync(It.IsAny<Secret>(), It.IsAny<ApplyOptions>(), It.IsAny<CancellationToken>()))
            .Callback((Secret secret, ApplyOptions _, CancellationToken _) => _made = secret).ReturnsAsync((Secret secret, ApplyOptions _, CancellationToken _) => secret);
        Holds("other", """{"auths":{"elsewhere.example":{"username":"e","password":"not-for-this"}}}""");
        Holds("pull", """{"auths":{"registry.example.com":{"username":"puller","password":"hidden"},"third.example":{"username":"t","password":"not-for-this"}}}""");
    }

    [Fact]
    public async Task The_Secrets_that_a_segment_names_are_copied_for_the_run_and_open_the_images_repository_alone()
    {
        var runner = new RunnerSpec { Image = Image, ImagePullSecrets = ["other", "pull"] };
        await PrepareAsync(runner);
        Assert.Equal(("run-1-pull", "segment-finance", "kubernetes.io/dockerconfigjson"), (_made!.Metadata.Name, _made.Metadata.Namespace, _made.Type));
        var content = Convert.FromBase64String(_made.Data![".dockerconfigjson"]);
        Assert.DoesNotContain("not-for-this", Encoding.UTF8.GetString(content), StringComparison.Ordinal);
        var credential = await DockerConfigCredentials.Parse(content).FindAsync(RepositoryReference.Parse("registry.example.com/tools/runner"), default);
        Assert.Equal("puller", credential!.Username);
        Assert.Null(await DockerConfigCredentials.Parse(content).FindAsync(RepositoryReference.Parse("registry.example.com/tools/other"), default));
        Assert.Equal("run-1-pull", Assert.Single(Pod(runner).Spec!.ImagePullSecrets!).Name);
    }

    [Fact]
    public async Task The_operators_own_image_is_pulled_with_the_operators_own_and_no_other_image_is()
    {
        await PrepareAsync(new());
        Assert.NotNull(_made);
        _made = null;
        await PrepareAsync(new() { Image = Image });
        Assert.Null(_made);
        Assert.Null(Pod(new() { Image = Image }).Spec!.ImagePullSecrets);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("other")]
    public async Task A_Secret_that_is_not_there_or_opens_nothing_is_named(string name)
    {
        var e = await Assert.ThrowsAsync<CredentialException>(() => PrepareAsync(new() { Image = Image, ImagePullSecrets = [name] }));
        Assert.Equal(("PullSecretMissing", false), (e.Reason, e.IsFinal));
        Assert.Contains("spec.runner.imagePullSecrets", e.Message, StringComparison.Ordinal);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    private RunImage New() => new(_cluster.Object, new ClusterReferences(_cluster.Object, "segment-system"), new ManagerOptions { RunnerImage = Image, RunnerPullSecrets = ["pull"] });

    private Task PrepareAsync(RunnerSpec runner) => New().PrepareAsync(Run, new Segment { Metadata = new() { Name = "finance" }, Spec = new() { Runner = runner } }, default);

    private Pod Pod(RunnerSpec runner) =>
        RunPod.Build(new(Run, "finance", "runner", new ObjectKey("team", "request"), New().Of(runner), New().PullSecretOf(Run, runner), TimeSpan.FromMinutes(5), runner, RunProxy.None));

    private void Holds(string name, string json) => _cluster.Setup(cluster => cluster.FindAsync<Secret>(name, "segment-system", It.IsAny<CancellationToken>()))
        .ReturnsAsync(new Secret { Data = new() { [".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) } });
}
