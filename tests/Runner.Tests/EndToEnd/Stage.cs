using System.Security.Cryptography;
using System.Text;
using SegmentOperator.RegistrySim;
using SegmentOperator.RunContract;
using SegmentOperator.SalesforceSim;
using SegmentOperator.Signing;

namespace SegmentOperator.Runner.Tests.EndToEnd;

/// <summary>A registry, an org, and a folder such as a run's pod has.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private const string ClientId = "3MVG9runnerTests";
    private const string Username = "deployer@finance.example.com";
    private static readonly string KeyPem = MakeKey();
    private readonly string folder = Directory.CreateTempSubdirectory("segment-runner-").FullName;

    private Stage(EmbeddedRegistry registry, SalesforceSimServer org, string token)
    {
        Registry = registry;
        Org = org;
        Token = token;
        Directory.CreateDirectory(Credentials);
        File.WriteAllText(Path.Combine(Credentials, RunPaths.AccessTokenFile), token);
    }

    public EmbeddedRegistry Registry { get; }

    public SalesforceSimServer Org { get; }

    public string Token { get; }

    public StringWriter Log { get; } = new();

    public string Credentials => Path.Combine(folder, "credential");

    public string TerminationLog => Path.Combine(folder, "termination-log");

    public string[] Arguments =>
        ["--credentials", Credentials, "--work", Path.Combine(folder, "work"), "--termination-log", TerminationLog];

    public RunResult Result => RunResult.TryParse(File.ReadAllText(TerminationLog), out var result)
        ? result!
        : throw new InvalidOperationException($"No result in: {File.ReadAllText(TerminationLog)}");

    public static IReadOnlyList<PackageFile> Revenue { get; } =
        PackageFile.FromFolder(Path.Combine(RepositoryRoot(), "tests", "Packages", "revenue"));

    public static async Task<Stage> StartAsync(
        Func<SalesforceSimOptions, SalesforceSimOptions>? org = null, EmbeddedRegistryOptions? registry = null)
    {
        var options = new SalesforceSimOptions
        {
            Users = [new SimUser(Username)],
            ConnectedApps = [new SimConnectedApp(ClientId, KeyPem, [Username])],
            DeployDuration = TimeSpan.FromMilliseconds(100),
        };
        var sim = await SalesforceSimServer.StartAsync(org?.Invoke(options) ?? options);
        return new Stage(await EmbeddedRegistry.StartAsync(registry), sim, sim.Org.OpenSession(Username));
    }

    /// <summary>Pushes a package and writes the run.json that deploys it.</summary>
    public Task<RunRequest> PrepareAsync(IEnumerable<PackageFile>? files = null, Func<RunRequest, RunRequest>? change = null) =>
        PrepareAsync(PackageArtifact.Build(files ?? Revenue), change);

    public async Task<RunRequest> PrepareAsync(BuiltArtifact artifact, Func<RunRequest, RunRequest>? change = null)
    {
        using var writer = new RegistryWriter(Registry.Address, "tester", "correct horse", Registry.CertificateAuthority);
        await writer.PushAsync(artifact, "sf/finance/revenue");
        var request = new RunRequest
        {
            RequestUid = "0b6f0a1e-4a55-4e0f-9d0b-7a7f3f1c2d11",
            Operation = RunOperation.Deploy,
            Artifact = new RunArtifact
            {
                Repository = $"{Registry.Host}/sf/finance/revenue",
                Digest = artifact.Digest.ToString(),
                PlainHttp = Registry.CertificateAuthority is null,
            },
            Target = new RunTarget { Salesforce = new SalesforceRunTarget { InstanceUrl = Org.InstanceUrl } },
            Deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(2),
        };
        request = change?.Invoke(request) ?? request;
        Write(RunPaths.RequestFile, Encoding.UTF8.GetString(request.ToUtf8Json()));
        return request;
    }

    public void Write(string credentialFile, string content) => File.WriteAllText(Path.Combine(Credentials, credentialFile), content);

    /// <summary>Runs the runner in this process and gives its exit code.</summary>
    public async Task<int> RunAsync(StopSignal? stop = null)
    {
        using var own = new StopSignal();
        return await RunnerProgram.RunAsync(Arguments, Log, TimeProvider.System, stop ?? own);
    }

    public async ValueTask DisposeAsync()
    {
        await Org.DisposeAsync();
        await Registry.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The package with one file's text changed.</summary>
    public static IEnumerable<PackageFile> RevenueWith(string path, Func<string, string> change) =>
        Revenue.Select(f => f.Path == path ? PackageFile.Text(path, change(Encoding.UTF8.GetString(f.Content))) : f);

    public static SalesforceRunTarget SalesforceOf(RunRequest request) => request.Target.Salesforce!;

    private static string RepositoryRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SegmentOperator.sln")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("SegmentOperator.sln was not found.");
        return directory;
    }

    private static string MakeKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
