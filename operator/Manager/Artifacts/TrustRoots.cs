using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.Artifacts;

/// <summary>
/// Finds the root of a Sigstore instance. One that is written wrong is an error of the policy; one that cannot be had now leaves
/// undecided what needs it, and touches nothing else.
/// </summary>
internal sealed class TrustRoots(IReferences references, ManagerOptions options, TimeProvider clock, Func<Uri, ITufRepository>? web = null)
{
    private const int MostKept = 64;
    private const long LargestFile = 4 * 1024 * 1024;
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FileTimeout = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, TrustedRoot> roots = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TufSource> sources = new(StringComparer.Ordinal);
    private readonly Lazy<HttpClient> http = new(() => new HttpClient { Timeout = System.Threading.Timeout.InfiniteTimeSpan });

    /// <summary>The root that a source stands for.</summary>
    /// <exception cref="PolicyException">It is written wrong.</exception>
    public async Task<TrustState> FindAsync(TrustRootSource source, string field, CancellationToken cancellationToken)
    {
        if (source.Inline is { } inline)
            return Parse(Encoding.UTF8.GetBytes(inline), $"{field}.inline");
        if (source.File is { } file)
            return await FromFileAsync(file, field, cancellationToken);
        if (source.PublicGood is { } publicGood)
            return await FromTufAsync(publicGood, cancellationToken);
        var (kind, name, reference) = source.ConfigMapRef is not null
            ? (ReferenceKind.ConfigMap, "configMapRef", source.ConfigMapRef)
            : (ReferenceKind.Secret, "secretRef", source.SecretRef ?? throw new PolicyException($"{field} names no source; give one of inline, configMapRef, secretRef, file and publicGood"));
        var read = await references.ReadAsync(kind, reference, cancellationToken);
        return read.Content is { } content
            ? Parse(content, $"{field}.{name}")
            : new TrustState.Unavailable($"{field}.{name}: {read.Missing}", Again);
    }

    private async Task<TrustState> FromFileAsync(string file, string field, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(file).Length > LargestFile)
                throw new PolicyException($"{field}.file: {file} has more than {LargestFile} bytes");
            return Parse(await File.ReadAllBytesAsync(file, cancellationToken), $"{field}.file {file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new TrustState.Unavailable($"{field}.file cannot be read: {e.Message.TrimEnd('.')}", Again);
        }
    }

    private async Task<TrustState> FromTufAsync(PublicGoodRoot publicGood, CancellationToken cancellationToken)
    {
        try
        {
            var target = await SourceOf(publicGood).GetAsync(cancellationToken);
            return Parse(target.Content.ToArray(), "the public-good instance's trusted_root.json");
        }
        catch (TufException e)
        {
            return new TrustState.Unavailable($"the trusted root of the public-good instance could not be had: {e.Message}", Again);
        }
    }

    private TufSource SourceOf(PublicGoodRoot publicGood)
    {
        var place = publicGood.Folder ?? publicGood.Mirror ?? PublicGood.Address.ToString();
        return sources.GetOrAdd(place, _ =>
        {
            ITufRepository repository = publicGood.Folder is { } folder ? new TufFolder(folder)
                : web is not null ? web(new Uri(place)) : new TufWeb(http.Value, new Uri(place), FileTimeout, clock);
            var cache = options.CacheDirectory is { } root
                ? Path.Combine(root, "tuf-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..16]) : null;
            return new TufSource(new TufClient(PublicGood.PinnedRoot, repository, cache, clock), PublicGood.TrustedRootTarget, clock);
        });
    }

    // A root that is kept keeps what it has learnt about its certificates.
    private TrustState.Known Parse(byte[] json, string where)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(json));
        if (roots.TryGetValue(hash, out var known))
            return new(known);
        try
        {
            if (roots.Count >= MostKept)
                roots.Clear();
            return new(roots.GetOrAdd(hash, _ => TrustedRoot.Parse(json)));
        }
        catch (MalformedException e)
        {
            throw new PolicyException($"{where} is no trusted root: {e.Message}", null, e);
        }
    }
}
