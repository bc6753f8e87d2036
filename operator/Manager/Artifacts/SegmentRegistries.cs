using System.Collections.Concurrent;
using System.Security.Cryptography;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Oci;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>The clients that artifacts are read by. Segments with the same settings share one, with its connections and tokens.</summary>
internal sealed class SegmentRegistries(RegistrySettingsReader reader, TimeProvider clock)
{
    // Settings that changed leave their client behind: it closes by itself once its connections are idle.
    private const int MostKept = 256;
    private readonly ConcurrentDictionary<string, SegmentRegistry> kept = new(StringComparer.Ordinal);

    /// <summary>The client for a segment, or why there is none.</summary>
    public async Task<(SegmentRegistry? Registry, SegmentProblem? Problem)> ForAsync(ArtifactPolicy? artifacts, CancellationToken cancellationToken)
    {
        var (settings, problem) = await reader.ReadAsync(artifacts?.Registry, cancellationToken);
        if (settings is null)
            return (null, problem);
        if (kept.Count >= MostKept)
            kept.Clear();
        return (kept.GetOrAdd(settings.Key, _ => Create(settings)), null);
    }

    private SegmentRegistry Create(RegistrySettings settings)
    {
        IRegistryClient client = new RegistryClient(
            new RegistryClientOptions
            {
                Credentials = settings.Credentials,
                CertificateAuthorities = settings.Authorities(),
                PlainHttpRegistries = [.. settings.PlainHttp],
                // A request is checked again anyway, and says meanwhile what it waits for: no long tries inside of one.
                RequestTimeout = TimeSpan.FromSeconds(10),
                Retries = 1,
            },
            clock,
            new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        if (!settings.MirrorMap.IsEmpty)
            client = new MirroredRegistryClient(client, settings.MirrorMap, clock);
        return new(client, new SignatureVerifier(client, new SignatureVerifierOptions(), clock));
    }
}

/// <summary>What reads and verifies a segment's artifacts.</summary>
internal sealed record SegmentRegistry(IRegistryClient Client, ISignatureVerifier Verifier);
