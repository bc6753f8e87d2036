using System.Security.Cryptography;

namespace SegmentOperator.SalesforceSim.Tests;

/// <summary>The org against the clients that people use.</summary>
public sealed class RealClientTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("segment-sf-").FullName;

    [Fact]
    public async Task Jsforce_finds_an_org()
    {
        if (NodeClients.Skipped)
            return;
        await using var org = await StartAsync();
        var script = Path.Combine(NodeClients.RepositoryRoot, "tests", "SalesforceSim.Tests", "node", "jsforce.mjs");

        var (exitCode, output) = await NodeClients.RunAsync(
            home, script, org.Sim.InstanceUrl, TestOrg.ClientId, KeyFile(org.Key), TestOrg.Username, TestOrg.Password, Package);

        Assert.True(exitCode == 0, output);
        Assert.Equal(10, output.Split('\n').Count(l => l.StartsWith("ok ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task The_Salesforce_CLI_logs_in_and_deploys(string rest)
    {
        if (NodeClients.Skipped)
            return;
        await using var org = await StartAsync();
        var sf = Path.Combine(NodeClients.Folder, "node_modules", "@salesforce", "cli", "bin", "run.js");

        var login = await NodeClients.RunAsync(
            home, sf, "org", "login", "jwt", "--client-id", TestOrg.ClientId, "--jwt-key-file", KeyFile(org.Key),
            "--username", TestOrg.Username, "--instance-url", org.Sim.InstanceUrl, "--alias", "org", "--json");
        Assert.True(login.ExitCode == 0, login.Output);
        await NodeClients.RunAsync(home, sf, "config", "set", $"org-metadata-rest-deploy={rest}", "--global", "--json");
        var deploy = await NodeClients.RunAsync(
            home, sf, "project", "deploy", "start", "--metadata-dir", Package, "--test-level", "RunLocalTests",
            "--target-org", "org", "--api-version", "62.0", "--wait", "2", "--json");

        Assert.True(deploy.ExitCode == 0, deploy.Output);
        Assert.Contains("\"status\": \"Succeeded\"", deploy.Output);
        Assert.Equal("RunLocalTests", Assert.Single(org.Sim.Org.Deployments).TestLevel);
        Assert.Contains("ApexTrigger:InvoiceLineTotals", org.Sim.Org.Components.Keys);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private static string Package => Path.Combine(NodeClients.RepositoryRoot, "tests", "Packages", "revenue");

    private static Task<TestOrg> StartAsync() => TestOrg.StartAsync(o => o with { Time = TimeProvider.System });

    private string KeyFile(RSA key)
    {
        var path = Path.Combine(home, "app.pem");
        File.WriteAllText(path, key.ExportPkcs8PrivateKeyPem());
        return path;
    }
}
