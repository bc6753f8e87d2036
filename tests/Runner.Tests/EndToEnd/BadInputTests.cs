using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class BadInputTests
{
    private const string Good = """
        {"requestUid":"u-1","operation":"Deploy",
         "artifact":{"repository":"registry.example.com/sf/revenue","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"},
         "target":{"salesforce":{"instanceUrl":"https://example.my.salesforce.com"}},"deadline":"2999-01-01T00:00:00Z"}
        """;

    [Theory]
    [InlineData("sha256:00", "sha256:zz", "artifact.digest")]
    [InlineData("registry.example.com/sf/revenue", "registry.example.com/sf/revenue:1.0", "artifact.repository")]
    [InlineData("https://example", "http://example", "instanceUrl must be an https URL")]
    [InlineData("https://example", "https://user@example", "instanceUrl must be an https URL")]
    [InlineData("\"Deploy\"", "\"Destroy\"", "is not a run request")]
    [InlineData("\"Deploy\"", "\"QuickDeploy\"", "validatedDeployId")]
    [InlineData("\"u-1\"", "\"u 1\"", "requestUid")]
    [InlineData("{\"requestUid\"", "{\"unknown\":1,\"requestUid\"", "unknown")]
    [InlineData("{\"requestUid\"", "{\"version\":2,\"requestUid\"", "version is 2")]
    [InlineData("{\"requestUid\"", "{\"limits\":{\"maxEntries\":0},\"requestUid\"", "limits")]
    [InlineData("\"target\":{", "\"target\":{\"kubernetes\":{\"server\":\"https://k\",\"namespaces\":[\"n\"]},", "either salesforce or kubernetes")]
    [InlineData("\"instanceUrl\"", "\"testLevel\":\"RunSpecifiedTests\",\"instanceUrl\"", "runTests")]
    [InlineData("\"instanceUrl\"", "\"apiVersion\":\"62\",\"instanceUrl\"", "apiVersion")]
    [InlineData("}}", "", "is not a run request")]
    public async Task A_request_that_is_wrong_is_answered_with_what_to_change(string old, string @new, string message)
    {
        using var folder = new RunFolder();
        folder.Write(RunPaths.RequestFile, Good.Replace(old, @new));
        folder.Write(RunPaths.AccessTokenFile, "token");

        Assert.Equal(RunExitCodes.BadInput, await folder.RunAsync());

        Assert.Equal(RunReasons.BadInput, folder.Result.Reason);
        Assert.Contains(message, folder.Result.Message);
    }

    [Theory]
    [InlineData(null, "access-token is missing")]
    [InlineData("\n", "access-token is empty")]
    [InlineData("two words", "cannot be in an access token")]
    public async Task A_token_that_cannot_be_one_is_refused_without_being_shown(string? token, string message)
    {
        using var folder = new RunFolder();
        folder.Write(RunPaths.RequestFile, Good);
        if (token is not null)
            folder.Write(RunPaths.AccessTokenFile, token);

        Assert.Equal(RunExitCodes.BadInput, await folder.RunAsync());

        Assert.Contains(message, folder.Result.Message);
        Assert.DoesNotContain("two words", folder.Result.Message);
    }

    [Theory]
    [InlineData(RunPaths.RegistryAuthFile, "[]", "the docker configuration")]
    [InlineData(RunPaths.RegistryAuthFile, """{"auths":{"r":{"auth":"%%%"}}}""", "")]
    [InlineData(RunPaths.RegistryCaFile, "no certificate", "has no certificate")]
    public async Task Other_files_that_are_wrong_are_named(string file, string content, string message)
    {
        using var folder = new RunFolder();
        folder.Write(RunPaths.RequestFile, Good);
        folder.Write(RunPaths.AccessTokenFile, "token");
        folder.Write(file, content);

        Assert.Equal(RunExitCodes.BadInput, await folder.RunAsync());

        Assert.Contains(file, folder.Result.Message);
        Assert.Contains(message, folder.Result.Message);
    }

    [Fact]
    public async Task A_pod_without_its_Secret_says_so()
    {
        using var folder = new RunFolder();

        Assert.Equal(RunExitCodes.BadInput, await folder.RunAsync());

        Assert.Contains("run.json is missing", folder.Result.Message);
    }

    [Theory]
    [InlineData("--token", "x")]
    [InlineData("--work")]
    public async Task An_argument_that_is_wrong_is_answered_with_the_usage(params string[] args)
    {
        using var stop = new StopSignal();
        using var log = new StringWriter();
        using var folder = new RunFolder();

        var exitCode = await RunnerProgram.RunAsync(["--termination-log", folder.TerminationLog, .. args], log, TimeProvider.System, stop);

        Assert.Equal(RunExitCodes.BadInput, exitCode);
        Assert.Contains("--credentials DIR", log.ToString());
        Assert.Equal(RunReasons.BadInput, folder.Result.Reason);
    }
}
