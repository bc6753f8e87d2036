using System.Text;
using System.Text.Json;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>
/// The <c>auths</c> of a docker config.json, as a Kubernetes Secret of type <c>kubernetes.io/dockerconfigjson</c> has them. Helpers
/// and stores name programs; a run's pod has none, so they are refused rather than ignored.
/// </summary>
internal sealed class DockerAuthFile : IRegistryCredentials
{
    private const long MaxBytes = 256 * 1024;
    private readonly IReadOnlyDictionary<string, RegistryCredential> byRegistry;

    private DockerAuthFile(IReadOnlyDictionary<string, RegistryCredential> byRegistry) => this.byRegistry = byRegistry;

    /// <exception cref="RunException">The file is not a docker config.json; the message never quotes it.</exception>
    public static DockerAuthFile Read(string path)
    {
        var credentials = new Dictionary<string, RegistryCredential>(StringComparer.OrdinalIgnoreCase);
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw Bad($"{path} is larger than {MaxBytes} bytes.");
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.TryGetProperty("credsStore", out _) || root.TryGetProperty("credHelpers", out _))
                throw Bad($"{path} names credential helpers, which a run has none of; write the credential into auths.");
            foreach (var entry in root.GetProperty("auths").EnumerateObject())
            {
                if (ToCredential(entry.Value) is { } credential)
                    credentials[Registry(entry.Name)] = credential;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Bad($"{path} is not a docker config.json with auths.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Bad($"{path} could not be read: {Text.Clean(e.Message)}");
        }

        return new DockerAuthFile(credentials);
    }

    public ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken) =>
        ValueTask.FromResult(byRegistry.GetValueOrDefault(repository.Registry));

    private static RegistryCredential? ToCredential(JsonElement entry)
    {
        if (Value(entry, "identitytoken") is { Length: > 0 } token)
            return new RegistryCredential(token);
        if (Value(entry, "username") is { Length: > 0 } username && Value(entry, "password") is { } password)
            return new RegistryCredential(username, password);
        if (Value(entry, "auth") is not { Length: > 0 } auth)
            return null;
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
        var colon = text.IndexOf(':');
        return colon > 0 ? new RegistryCredential(text[..colon], text[(colon + 1)..]) : throw new FormatException();
    }

    private static string? Value(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>Keys are hosts, or URLs from older clients; Docker Hub has a name of its own.</summary>
    private static string Registry(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var host = (scheme < 0 ? key : key[(scheme + 3)..]).Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
    }

    private static RunException Bad(string message) => new(RunReasons.BadInput, message);
}
