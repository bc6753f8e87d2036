using System.Security.Cryptography.X509Certificates;

namespace SegmentOperator.Oci;

/// <summary>How a registry client reaches registries. The defaults are right for a registry on the internet.</summary>
public sealed record RegistryClientOptions
{
    /// <summary>Credentials by repository; anonymous when nothing is set.</summary>
    public IRegistryCredentials Credentials { get; init; } = RegistryCredentials.Anonymous;

    /// <summary>Private certificate authorities, trusted beside the system's own; null for none.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>Registries (host or host:port, as in references) that are spoken to by plain HTTP. Nothing else is, except a
    /// loopback registry that does not speak TLS.</summary>
    public IReadOnlyCollection<string> PlainHttpRegistries { get; init; } = [];

    /// <summary>How long one request may take until its answer's header, and one read of its body until bytes come.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a request that failed in passing is sent again.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The first pause before a retry; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause asked for by Retry-After that the client waits out itself. A longer one is handed to the caller
    /// in <see cref="RegistryUnavailableException.RetryAfter"/>.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest manifest that is read, in bytes: the 4 MiB that the distribution specification asks registries for.</summary>
    public int ManifestSizeLimit { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest number of entries a listing (referrers, tags) may have.</summary>
    public int ListingLimit { get; init; } = 10_000;

    /// <summary>The largest number of manifests that are fetched to find an artifact's referrers where the registry has no
    /// referrers API. More are an error, never a silent cut.</summary>
    public int FallbackReferrersLimit { get; init; } = 256;

    /// <summary>The proxy; null for the one that the standard environment variables name.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The User-Agent header.</summary>
    public string UserAgent { get; init; } = "segment-operator";
}
