using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.TestSupport;

/// <summary>
/// A real kube-apiserver with its etcd on loopback, in a temporary directory, from the folder that KUBEBUILDER_ASSETS names. There
/// are no controllers and no nodes unless <c>kube-controller-manager</c> lies in that folder too and is asked for.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    /// <summary>The token of a user in system:masters.</summary>
    public const string AdminToken = "control-plane-admin";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("control-plane-");
    private readonly List<Process> _processes = [];

    private ControlPlane()
    {
    }

    /// <summary>The folder with the programs; null when there is none, and tests that need it are skipped.</summary>
    public static string? Assets => Environment.GetEnvironmentVariable("KUBEBUILDER_ASSETS") is { Length: > 0 } assets ? assets : null;

    /// <summary>The API server's address.</summary>
    public Uri Address { get; private set; } = new("https://127.0.0.1");

    /// <summary>The certificate that the API server is trusted by, in PEM.</summary>
    public string CaFile => Path.Combine(_directory.FullName, "apiserver.crt");

    /// <summary>A kubeconfig of the administrator.</summary>
    public string AdminKubeconfig => Path.Combine(_directory.FullName, "admin.kubeconfig");

    /// <summary>Starts the programs and waits until the API server is ready.</summary>
    /// <param name="tokenLines">Further users, as lines of a <c>--token-auth-file</c>.</param>
    /// <param name="controllerManager">Also starts the controller manager: garbage collection, namespace deletion.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ControlPlane> StartAsync(
        IEnumerable<string>? tokenLines = null, bool controllerManager = false, CancellationToken cancellationToken = default)
    {
        var plane = new ControlPlane();
        try
        {
            await plane.RunAsync(tokenLines ?? [], controllerManager, cancellationToken);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that trusts the API server and sends the token.</summary>
    public HttpClient CreateClient(string token = AdminToken)
    {
        var trusted = X509Certificate2.CreateFromPem(File.ReadAllText(CaFile));
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, given, _, _) => given is not null && given.GetCertHashString() == trusted.GetCertHashString() },
        };
        return new HttpClient(handler) { BaseAddress = Address, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private async Task RunAsync(IEnumerable<string> tokenLines, bool controllerManager, CancellationToken cancellationToken)
    {
        var (client, peer, secure) = (Ports.Free(), Ports.Free(), Ports.Free());
        Address = new Uri($"https://127.0.0.1:{secure}");
        var key = Path.Combine(_directory.FullName, "service-account.key");
        using (var rsa = RSA.Create(2048))
            await File.WriteAllTextAsync(key, rsa.ExportPkcs8PrivateKeyPem(), cancellationToken);
        var tokens = Path.Combine(_directory.FullName, "tokens.csv");
        await File.WriteAllLinesAsync(tokens, [$"{AdminToken},admin,admin,\"system:masters\"", .. tokenLines], cancellationToken);
        Start("etcd", $"--data-dir={_directory.FullName}/etcd", "--unsafe-no-fsync", $"--listen-client-urls=http://127.0.0.1:{client}",
            $"--advertise-client-urls=http://127.0.0.1:{client}", $"--listen-peer-urls=http://127.0.0.1:{peer}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peer}", $"--initial-cluster=default=http://127.0.0.1:{peer}");
        Start("kube-apiserver", $"--etcd-servers=http://127.0.0.1:{client}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
            $"--secure-port={secure}", $"--cert-dir={_directory.FullName}", $"--token-auth-file={tokens}", "--authorization-mode=Node,RBAC",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local", $"--service-account-key-file={key}",
            $"--service-account-signing-key-file={key}", "--service-cluster-ip-range=10.0.0.0/24", "--endpoint-reconciler-type=none");
        await WaitUntilReadyAsync(cancellationToken);
        await File.WriteAllTextAsync(AdminKubeconfig, $$$"""
            {"apiVersion":"v1","kind":"Config","current-context":"real","contexts":[{"name":"real","context":{"cluster":"real","user":"admin"}}],
             "clusters":[{"name":"real","cluster":{"server":"{{{Address}}}","certificate-authority":"{{{CaFile}}}"}}],
             "users":[{"name":"admin","user":{"token":"{{{AdminToken}}}"}}]}
            """, cancellationToken);
        if (controllerManager)
        {
            Start("kube-controller-manager", $"--kubeconfig={AdminKubeconfig}", $"--authentication-kubeconfig={AdminKubeconfig}",
                $"--authorization-kubeconfig={AdminKubeconfig}", "--bind-address=127.0.0.1", "--secure-port=0", "--leader-elect=false",
                $"--service-account-private-key-file={key}", $"--root-ca-file={CaFile}", "--use-service-account-credentials=true");
        }
    }

    private void Start(string program, params string[] arguments) => _processes.Add(Children.Start(
        Path.Combine(Assets!, program), arguments, Path.Combine(_directory.FullName, $"{program}.log"), directory: _directory.FullName));

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
        {
            if (_processes.Find(process => process.HasExited) is not null)
                throw new InvalidOperationException($"The control plane ended while starting: {LastLines()}");
            if (File.Exists(CaFile))
            {
                using var client = CreateClient();
                try
                {
                    using var answer = await client.GetAsync("/readyz", cancellationToken);
                    if (answer.StatusCode == HttpStatusCode.OK)
                        return;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }

        throw new TimeoutException($"The control plane was not ready within two minutes: {LastLines()}");
    }

    private string LastLines() =>
        string.Join('\n', _directory.GetFiles("*.log").SelectMany(log => File.ReadLines(log.FullName).TakeLast(3)));
}
