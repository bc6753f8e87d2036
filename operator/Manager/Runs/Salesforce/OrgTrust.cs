using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;

namespace SegmentOperator.Manager.Runs.Salesforce;

/// <summary>
/// By which certificates orgs are trusted besides the system's: the operator's own (--target-ca) and those that a segment refers to. Whoever
/// speaks with an org, the operator or a run's pod, trusts it by the same.
/// </summary>
internal sealed class OrgTrust(IKubernetesClient client, ManagerOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<HttpClient>> _clients = new(StringComparer.Ordinal);

    /// <summary>The certificates in PEM; null when the system's are enough.</summary>
    /// <exception cref="CredentialException">What the segment refers to is not there, or holds no certificates.</exception>
    public async Task<string?> ReadAsync(SalesforceTarget org, CancellationToken cancellationToken)
    {
        var own = options.TargetCaFile is { } file ? await File.ReadAllTextAsync(file, cancellationToken) : null;
        if (org.CaConfigMapRef is not { } reference)
            return own;
        var place = $"spec.target.salesforce.caConfigMapRef: the ConfigMap {options.Namespace}/{reference.Name}";
        var map = await client.FindAsync<ConfigMap>(reference.Name, options.Namespace, cancellationToken);
        if (map?.Data?.GetValueOrDefault(reference.Key) is not { } stated)
            throw new CredentialException("TargetCaMissing", $"{place} {(map is null ? "does not exist" : $"has no entry {reference.Key}")}; it goes on when that is there.", isFinal: false);
        if (!HoldsCertificates(stated))
            throw new CredentialException("TargetCaInvalid", $"{place} holds no certificates in PEM in its entry {reference.Key}; it goes on when they are there.", isFinal: false);
        return own is null ? stated : $"{own.TrimEnd()}\n{stated}";
    }

    /// <summary>The HTTP client that trusts by these; it is not the caller's to dispose.</summary>
    public HttpClient ClientOf(string? authoritiesPem) => _clients.GetOrAdd(authoritiesPem ?? "", static pem => new(() => TokenHttp.Create(Parse(pem)))).Value;

    public void Dispose()
    {
        foreach (var held in _clients.Values)
            held.Value.Dispose();
    }

    private static X509Certificate2Collection? Parse(string pem)
    {
        if (pem.Length == 0)
            return null;
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        return certificates;
    }

    private static bool HoldsCertificates(string pem)
    {
        try
        {
            return Parse(pem) is { Count: > 0 };
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
