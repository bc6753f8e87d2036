using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SegmentOperator.Oci;

/// <summary>
/// Runs docker's credential helpers: <c>docker-credential-NAME get</c>, found on PATH, with the registry on its standard input and the
/// credential on its standard output. What a helper prints is never shown.
/// </summary>
/// <param name="time">The clock for the time limit.</param>
/// <param name="limit">How long a helper may take; it is killed then.</param>
/// <param name="folder">Where helpers are; null for PATH.</param>
public sealed partial class CredentialHelperProcess(TimeProvider time, TimeSpan limit, string? folder = null) : ICredentialHelper
{
    private const string HubServer = "https://index.docker.io/v1/";
    private const string TokenUser = "<token>";
    private const int LongestAnswer = 64 * 1024;

    /// <summary>Helpers with half a minute each.</summary>
    public CredentialHelperProcess(TimeProvider time) : this(time, TimeSpan.FromSeconds(30))
    {
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryCredential?> GetAsync(string helper, string registry, CancellationToken cancellationToken)
    {
        if (!Name().IsMatch(helper))
            throw new RegistryUnauthorizedException($"the docker configuration names the credential helper '{Shown.Short(helper)}'; a name has letters, digits, '-', '_' and '.'");
        using var deadline = new Deadline(limit, time, cancellationToken);
        using var process = Start(helper, registry, folder);
        try
        {
            // A helper that ends without reading is no failure by itself; what it answers decides.
            var told = TellAsync(process, registry == ReferenceGrammar.DockerHub ? HubServer : registry, deadline.Token);
            var errors = DrainAsync(process.StandardError.BaseStream, deadline.Token);
            var answer = await ReadAsync(process.StandardOutput.BaseStream, deadline.Token);
            // Who says that much is not waited for.
            if (answer.Length > LongestAnswer) return Credential(helper, registry, answer);
            await process.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(told, errors);
            return process.ExitCode == 0 ? Credential(helper, registry, answer) : Missing(helper, registry, answer, process.ExitCode);
        }
        catch (OperationCanceledException) when (deadline.Expired)
        {
            throw new RegistryUnavailableException($"the credential helper '{helper}' did not answer within {limit.TotalSeconds:0} s for {registry}");
        }
        finally
        {
            Kill(process);
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    private static Process Start(string helper, string registry, string? folder)
    {
        var program = "docker-credential-" + helper;
        try
        {
            return Process.Start(new ProcessStartInfo(folder is null ? program : Path.Combine(folder, program), ["get"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
        }
        catch (Win32Exception)
        {
            throw new RegistryUnauthorizedException(
                $"the docker configuration leaves the credential of {registry} to the helper '{helper}', and {program} is not {(folder is null ? "on PATH" : "in " + folder)}");
        }
    }

    private static async Task TellAsync(Process process, string server, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync((server + "\n").AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    private static async Task<byte[]> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestAnswer + 1];
        var read = await output.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer[..read];
    }

    private static Task DrainAsync(Stream errors, CancellationToken cancellationToken) => errors.CopyToAsync(Stream.Null, cancellationToken);

    private static RegistryCredential? Credential(string helper, string registry, byte[] answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            var (user, secret) = (json.RootElement.GetProperty("Username").GetString(), json.RootElement.GetProperty("Secret").GetString());
            if (user is not null && secret is { Length: > 0 })
                return user == TokenUser ? new RegistryCredential(secret) : new RegistryCredential(user, secret);
            if (string.IsNullOrEmpty(user)) return null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not kept as the inner exception: it may quote the secret.
        }

        throw new RegistryUnavailableException($"the credential helper '{helper}' answered something else than a credential for {registry}");
    }

    // The one thing that helpers say in words: that they know nothing of this registry.
    private static RegistryCredential? Missing(string helper, string registry, byte[] answer, int exitCode) =>
        System.Text.Encoding.UTF8.GetString(answer).Contains("credentials not found", StringComparison.OrdinalIgnoreCase)
            ? null
            : throw new RegistryUnavailableException($"the credential helper '{helper}' failed for {registry} with exit code {exitCode}");

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
