using System.Text.Json;

namespace SegmentOperator.Oci;

/// <summary>
/// Credentials from a docker configuration: <c>config.json</c>, or the data of a Secret of type
/// <c>kubernetes.io/dockerconfigjson</c> or <c>kubernetes.io/dockercfg</c>. An entry may name a registry, a registry with the
/// beginning of a repository's name, or a registry with <c>*</c> in place of parts of its host; the most specific one counts.
/// </summary>
public sealed class DockerConfigCredentials : IRegistryCredentials
{
    private readonly IReadOnlyList<DockerConfigEntry> entries;
    private readonly IReadOnlyDictionary<string, string> helpers;
    private readonly string? store;
    private readonly ICredentialHelper? helper;

    private DockerConfigCredentials(JsonElement root, ICredentialHelper? helper)
    {
        this.helper = helper;
        var isNew = root.TryGetProperty("auths", out var auths) | root.TryGetProperty("credHelpers", out var named)
            | root.TryGetProperty("credsStore", out var common);
        entries = DockerConfigEntry.ReadAll(isNew ? auths : root);
        store = common.ValueKind == JsonValueKind.String ? common.GetString() : null;
        helpers = named.ValueKind == JsonValueKind.Object
            ? named.EnumerateObject().ToDictionary(
                p => DockerConfigEntry.Normalize(p.Name), p => p.Value.GetString() ?? string.Empty, StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>Reads a configuration.</summary>
    /// <param name="json">Its text.</param>
    /// <param name="helper">Runs credential helpers; null when there is nobody to run them, and then a repository whose credential
    /// is left to a helper is an error, never anonymous.</param>
    /// <exception cref="FormatException">It is no docker configuration. The message names the entry and quotes no secret.</exception>
    public static DockerConfigCredentials Parse(ReadOnlyMemory<byte> json, ICredentialHelper? helper = null)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new DockerConfigCredentials(document.RootElement, helper)
                : throw new FormatException("the docker configuration is not a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // Not kept as the inner exception: it may quote what stands there.
        }

        throw new FormatException("the docker configuration is not the JSON that docker writes");
    }

    /// <summary>A configuration in a file, read anew each time it is asked: a mounted Secret may change.</summary>
    public static IRegistryCredentials FromFile(string path, ICredentialHelper? helper = null) => new ConfigFile(path, helper);

    /// <inheritdoc/>
    public async ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken)
    {
        var named = helpers.GetValueOrDefault(repository.Registry);
        if (named is null)
        {
            var entry = entries.Where(e => e.Covers(repository)).MaxBy(e => e.Specificity);
            if (entry?.Credential is not null) return entry.Credential;
            if (store is null) return null;
        }

        var name = named ?? store!;
        return helper is not null
            ? await helper.GetAsync(name, repository.Registry, cancellationToken)
            : throw new RegistryUnauthorizedException(
                $"the docker configuration leaves the credential of {repository.Registry} to the helper '{Shown.Short(name)}', "
                + "which does not run here; write the credential into auths");
    }

    private sealed class ConfigFile(string path, ICredentialHelper? helper) : IRegistryCredentials
    {
        public async ValueTask<RegistryCredential?> FindAsync(RepositoryReference repository, CancellationToken cancellationToken)
        {
            try
            {
                var content = await File.ReadAllBytesAsync(path, cancellationToken);
                return await Parse(content, helper).FindAsync(repository, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                throw new RegistryUnavailableException($"the registry credentials in {path} cannot be read: {e.Message}", e);
            }
        }
    }
}
