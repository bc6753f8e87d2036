using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace SegmentOperator.Kubernetes;

/// <summary>
/// A credential that a program prints. It is asked again when what it gave has expired or was not accepted; callers at the same
/// time wait for one run.
/// </summary>
internal sealed class PluginCredential(ExecPlugin plugin, TimeProvider time) : IClusterCredential, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private Credential? _current;

    public async ValueTask<X509Certificate2?> GetCertificateAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).Certificate;

    public async ValueTask<AuthenticationHeaderValue?> GetAuthorizationAsync(CancellationToken cancellationToken) =>
        (await CurrentAsync(cancellationToken)).Authorization;

    public void Reject() => Volatile.Write(ref _current, null);

    public void Dispose() => _oneAtATime.Dispose();

    private async ValueTask<Credential> CurrentAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _current) is { } current && IsFresh(current))
            return current;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } known && IsFresh(known))
                return known;
            var renewed = Parse(await RunAsync(cancellationToken));
            Volatile.Write(ref _current, renewed);
            return renewed;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private bool IsFresh(Credential credential) => credential.Expires is not { } expires || time.GetUtcNow() < expires;

    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(plugin.Command, plugin.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in plugin.Variables)
            start.Environment[name] = value;
        start.Environment["KUBERNETES_EXEC_INFO"] = plugin.Info;
        using var limit = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(linked.Token);
            var errors = process.StandardError.ReadToEndAsync(linked.Token);
            await process.WaitForExitAsync(linked.Token);
            var (text, complaint) = (await output, await errors);
            return process.ExitCode == 0 ? text : throw Failed($"ended with code {process.ExitCode}: {complaint.Trim()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"did not end within {Patience.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Failed("did not start");
        }
        catch (Win32Exception error)
        {
            throw Failed($"cannot be started: {error.Message}. {plugin.InstallHint}".TrimEnd(), error);
        }
    }

    private Credential Parse(string output)
    {
        ExecCredential? printed;
        try
        {
            printed = JsonSerializer.Deserialize(output, ConfigJson.Default.ExecCredential);
        }
        catch (JsonException error)
        {
            throw Failed("printed no ExecCredential in JSON", error);
        }

        if (printed is not { Kind: "ExecCredential", Status: { } status } || printed.ApiVersion != plugin.ApiVersion)
            throw Failed($"printed no ExecCredential of {plugin.ApiVersion} with a status");
        if (status.Token is not { Length: > 0 } && status.ClientCertificateData is not { Length: > 0 })
            throw Failed("printed neither a token nor a client certificate");
        return new(
            status.Token is { Length: > 0 } token ? new("Bearer", token) : null,
            status.ClientCertificateData is { Length: > 0 } certificate
                ? Pem.WithKey(certificate, status.ClientKeyData ?? "", $"The output of {plugin.Command}")
                : null,
            status.ExpirationTimestamp);
    }

    private KubernetesUnreachableException Failed(string how, Exception? error = null) =>
        new($"The credential plugin '{plugin.Command}' of user '{plugin.User}' {how}", error);

    private sealed record Credential(AuthenticationHeaderValue? Authorization, X509Certificate2? Certificate, DateTimeOffset? Expires);
}
