using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using SegmentOperator.Oci;
using SegmentOperator.RegistrySim;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>What a real registry is protected by.</summary>
public enum Protection
{
    None,
    Basic,
    Token,
    Tls,
    TlsAndBasic,
}

/// <summary>docker-registry 2.8 on a free port of loopback, with its data in the test's folder.</summary>
internal sealed partial class RealRegistry : IAsyncDisposable
{
    public const string Username = "tester";
    public const string Password = "correct horse";
    private const string PasswordHash = "$2b$04$DODV/z2BItg7e1CuYWVg0OEhA12Mpy3ja8pU3Q/4eccHXcjv0rBVy";
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private readonly Process process;
    private readonly LoopbackCertificate? certificate;
    private readonly TokenServer? tokens;

    private RealRegistry(Process process, LoopbackCertificate? certificate, TokenServer? tokens, string host, bool needsUser)
    {
        (this.process, this.certificate, this.tokens, Host, NeedsUser) = (process, certificate, tokens, host, needsUser);
        Writer = new RegistryWriter(
            new Uri($"{(certificate is null ? "http" : "https")}://{host}/"), NeedsUser ? Username : null, Password, certificate?.Authority);
    }

    public string Host { get; }

    public RegistryWriter Writer { get; }

    public int TokensIssued => tokens?.Issued ?? 0;

    public X509Certificate2? Authority => certificate?.Authority;

    private bool NeedsUser { get; }

    public static async Task<RealRegistry> StartAsync(TestFolder folder, Protection protection = Protection.None)
    {
        var tls = protection is Protection.Tls or Protection.TlsAndBasic ? LoopbackCertificate.Create(TimeProvider.System.GetUtcNow()) : null;
        var tokenServer = protection == Protection.Token ? await TokenServer.StartAsync(Username, Password) : null;
        var needsUser = protection is Protection.Basic or Protection.Token or Protection.TlsAndBasic;
        var configuration = folder.Write("registry.yml", Configuration(folder, protection, tls, tokenServer));
        var server = new Process
        {
            StartInfo = Command.Prepare(
                TestSupport.RealParts.Find("docker-registry"), ["serve", configuration], folder.Path,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["OTEL_TRACES_EXPORTER"] = "none" }),
        };
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new System.Collections.Concurrent.ConcurrentQueue<string>();
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            log.Enqueue(line.Data);
            if (Listening().Match(line.Data) is { Success: true } match) address.TrySetResult(match.Groups[1].Value);
        }

        server.OutputDataReceived += Read;
        server.ErrorDataReceived += Read;
        server.Start();
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        try
        {
            var host = await address.Task.WaitAsync(LongestStart, TimeProvider.System);
            if (needsUser) WriteDockerConfig(folder, host);
            return new RealRegistry(server, tls, tokenServer, host, needsUser);
        }
        catch (TimeoutException e)
        {
            server.Kill();
            throw new TimeoutException("docker-registry did not start:\n" + string.Join('\n', log), e);
        }
    }

    /// <summary>A client that reads its credentials from the docker configuration in the test's folder.</summary>
    public RegistryClient NewClient(TestFolder folder) => new(
        new RegistryClientOptions
        {
            Credentials = NeedsUser ? DockerConfigCredentials.FromFile(Path.Combine(folder.Path, ".docker/config.json")) : RegistryCredentials.Anonymous,
            CertificateAuthorities = certificate is null ? null : [certificate.Authority],
        },
        TimeProvider.System, new Random(1));

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        certificate?.Dispose();
        if (tokens is not null) await tokens.DisposeAsync();
    }

    private static void WriteDockerConfig(TestFolder folder, string host)
    {
        var auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{Username}:{Password}"));
        folder.Write(".docker/config.json", $$$"""{"auths":{"{{{host}}}":{"auth":"{{{auth}}}"} } }""");
    }

    private static string Configuration(TestFolder folder, Protection protection, LoopbackCertificate? tls, TokenServer? tokens)
    {
        var lines = new List<string>
        {
            "version: 0.1", "log: {level: info}",
            $"storage: {{filesystem: {{rootdirectory: {folder.Path}/data}}, delete: {{enabled: true}}}}",
            "http:", "  addr: 127.0.0.1:0",
        };
        if (tls is not null)
        {
            var server = folder.Write("server.pem", tls.Server.ExportCertificatePem());
            folder.Write("ca.pem", tls.Authority.ExportCertificatePem());
            lines.Add($"  tls: {{certificate: {server}, key: {folder.Write("server.key", tls.KeyPem)}}}");
        }

        if (tokens is not null)
        {
            var bundle = folder.Write("tokens.pem", tokens.CertificatePem);
            lines.Add($"auth: {{token: {{realm: '{tokens.Realm}', service: '{TokenServer.Service}', issuer: '{TokenServer.Issuer}', rootcertbundle: {bundle}}}}}");
        }

        if (protection is Protection.Basic or Protection.TlsAndBasic)
            lines.Add($"auth: {{htpasswd: {{realm: test, path: {folder.Write("htpasswd", $"{Username}:{PasswordHash}\n")}}}}}");
        return string.Join('\n', lines) + "\n";
    }

    [GeneratedRegex("listening on (127\\.0\\.0\\.1:[0-9]+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
