using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>
/// Reads what <c>spec.artifacts.registry</c> refers to, afresh each time: a Secret that was rotated counts at once, and one that is gone
/// makes requests wait. It never falls back to asking anonymously.
/// </summary>
internal sealed class RegistrySettingsReader(IReferences references, ManagerOptions options, TimeProvider clock)
{
    private const string PullSecretsField = "spec.artifacts.registry.pullSecrets";

    private readonly PullSecretReader pullSecrets = new(references, options.Namespace);
    private readonly IRegistryCredentials own = options.RegistryAuthFile is { } file
        ? DockerConfigCredentials.FromFile(file, new CredentialHelperProcess(clock))
        : RegistryCredentials.Anonymous;

    /// <summary>The settings, or what stands against them.</summary>
    public async Task<(RegistrySettings? Settings, SegmentProblem? Problem)> ReadAsync(RegistrySpec? spec, CancellationToken cancellationToken)
    {
        var fingerprint = new StringBuilder();
        var sources = new List<IRegistryCredentials>();
        foreach (var name in spec?.PullSecrets ?? [])
        {
            var (secret, problem) = await pullSecrets.ReadAsync(PullSecretsField, name, cancellationToken);
            if (secret is null)
                return (null, problem);
            sources.Add(secret.Credentials);
            fingerprint.Append("secret ").Append(Convert.ToHexStringLower(SHA256.HashData(secret.Content))).Append('\n');
        }

        var (authorities, unreadable) = await AuthoritiesAsync(spec?.CaConfigMapRef, cancellationToken);
        if (unreadable is not null)
            return (null, unreadable);
        var plainHttp = options.PlainHttpRegistries.Concat(spec?.PlainHttp ?? []).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        var mirrors = (spec?.Mirrors ?? []).ToDictionary(mirror => mirror.Registry, mirror => mirror.Mirrors, StringComparer.OrdinalIgnoreCase);
        fingerprint.Append("authorities ").Append(authorities).Append('\n').AppendJoin(' ', plainHttp).Append('\n');
        foreach (var (registry, mirrored) in mirrors)
            fingerprint.Append("mirror ").Append(registry).Append(' ').AppendJoin(' ', mirrored).Append('\n');
        try
        {
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fingerprint.ToString())));
            return (new(RegistryCredentials.FirstOf([.. sources, own]), authorities, plainHttp, mirrors, key), null);
        }
        catch (FormatException e)
        {
            return (null, new("MirrorInvalid", $"spec.artifacts.registry.mirrors: {e.Message}."));
        }
    }

    private async Task<(string? Pem, SegmentProblem? Problem)> AuthoritiesAsync(KeyReference? reference, CancellationToken cancellationToken)
    {
        var mine = options.RegistryCaFile is { } file ? await File.ReadAllTextAsync(file, cancellationToken) : null;
        if (reference is null)
            return (mine, null);
        var place = $"the ConfigMap {options.Namespace}/{reference.Name}";
        var read = await references.ReadAsync(ReferenceKind.ConfigMap, reference, cancellationToken);
        if (read.Content is not { } content)
            return (null, new("RegistryCaMissing", $"spec.artifacts.registry.caConfigMapRef: {read.Missing}."));
        var added = Encoding.UTF8.GetString(content);
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPem(added);
            if (certificates.Count > 0)
                return (mine is null ? added : $"{mine.TrimEnd()}\n{added}", null);
        }
        catch (CryptographicException)
        {
            // Said below.
        }

        return (null, new("RegistryCaInvalid", $"spec.artifacts.registry.caConfigMapRef: the entry {reference.Key} of {place} holds no certificates in PEM."));
    }
}
