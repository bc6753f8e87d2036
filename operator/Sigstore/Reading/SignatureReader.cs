using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Reads everything beside an artifact that could be a signature or a wanted attestation of it, at one place.</summary>
/// <param name="content">Reads the registry.</param>
/// <param name="options">Limits.</param>
internal sealed class SignatureReader(ContentReads content, SignatureVerifierOptions options)
{
    private const int AtOnce = 4;
    private const long Small = 1024 * 1024;
    private const string BundlePredicate = "dev.sigstore.bundle.predicateType";
    private const string LayerPredicate = "predicateType";
    private const string EnvelopeType = "application/vnd.dsse.envelope.v1+json";

    // What cosign 2 attaches with --registry-referrers-mode=oci-1-1: the manifest of its tag, as a referrer.
    private const string ReferringSignature = "application/vnd.dev.cosign.artifact.sig.v1+json";

    /// <summary>Bundles, and cosign's signature manifests, that refer to the artifact.</summary>
    /// <param name="place">Where to look.</param>
    /// <param name="artifact">The artifact's digest.</param>
    /// <param name="wanted">The predicate types of the attestations to read beside the signatures.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task<Findings> ReferrersAsync(RegistryPlace place, Digest artifact, IReadOnlySet<string> wanted, CancellationToken cancellationToken) =>
        GuardAsync("the referrers", place, artifact, async () =>
        {
            IReadOnlyList<Referrer> listed;
            try
            {
                listed = await content.ReferrersAsync(place, artifact, cancellationToken);
            }
            catch (RegistryContentException e) when (e.Problem == RegistryContentProblem.TooLarge)
            {
                return new Findings { Truncated = true };
            }

            var bundles = listed.Where(r => SignatureMaterial.IsBundleType(r.Descriptor.ArtifactType)).ToArray();
            // Who says of his own bundle that it is an attestation is taken at his word: it saves a download and can hide no refusal.
            var unwanted = bundles.Where(r => IsUnwanted(r.Descriptor.Annotations.GetValueOrDefault(BundlePredicate), wanted)).ToArray();
            var read = await BundlesAsync(place, artifact, [.. bundles.Except(unwanted)], cancellationToken);
            var manifests = await AllAsync(
                listed.Where(r => r.Descriptor.ArtifactType == ReferringSignature), AtOnce, "the signature", place, artifact,
                async (r, token) => await LayersAsync(place, artifact, await content.ManifestAsync(place, r, token), SimpleSigning.MediaType, wanted, token), cancellationToken);
            return read.And(manifests).And(new Findings { Attestations = unwanted.Length });
        });

    /// <summary>Signatures under cosign's tag.</summary>
    public Task<Findings> SignatureTagAsync(RegistryPlace place, Digest artifact, IReadOnlySet<string> wanted, CancellationToken cancellationToken) =>
        TagAsync("the signature tag", place, artifact, ".sig", SimpleSigning.MediaType, wanted, cancellationToken);

    /// <summary>Attestations under cosign's tag.</summary>
    public Task<Findings> AttestationTagAsync(RegistryPlace place, Digest artifact, IReadOnlySet<string> wanted, CancellationToken cancellationToken) =>
        TagAsync("the attestation tag", place, artifact, ".att", EnvelopeType, wanted, cancellationToken);

    private static bool IsUnwanted(string? type, IReadOnlySet<string> wanted) =>
        type is not null && type != InTotoStatement.SignaturePredicate && !wanted.Contains(type);

    private async Task<Findings> BundlesAsync(RegistryPlace place, Digest artifact, Referrer[] bundles, CancellationToken cancellationToken)
    {
        // How large they are stands in their manifests: all of these are read before the first of those.
        var pieces = new Piece?[bundles.Length];
        var manifests = await AllAsync(
            bundles.Select((referrer, index) => (referrer, index)), AtOnce, "the bundle", place, artifact,
            async (item, token) =>
            {
                var manifest = await content.ManifestAsync(place, item.referrer, token);
                if (manifest.Subject?.Digest != artifact) return Malformed(manifest, "it refers to another artifact");
                if (manifest.Layers.Count != 1 || !SignatureMaterial.IsBundleType(manifest.Layers[0].MediaType))
                    return Malformed(manifest, "it does not have exactly one bundle");
                var source = manifest.Descriptor.Digest.ToString();
                pieces[item.index] = new Piece(manifest.Layers[0], json => SignatureMaterial.FromBundle(json, source));
                return Findings.Nothing;
            },
            cancellationToken);
        return manifests.And(await PiecesAsync([.. pieces.OfType<Piece>()], "the bundle", place, artifact, cancellationToken));
    }

    private Task<Findings> TagAsync(
        string what, RegistryPlace place, Digest artifact, string suffix, string layerType, IReadOnlySet<string> wanted, CancellationToken cancellationToken) =>
        GuardAsync(what, place, artifact, async () =>
            await content.TagAsync(place, $"{artifact.Algorithm}-{artifact.Hex}{suffix}", cancellationToken) is { } manifest
                ? await LayersAsync(place, artifact, manifest, layerType, wanted, cancellationToken) : Findings.Nothing);

    private async Task<Findings> LayersAsync(
        RegistryPlace place, Digest artifact, Manifest manifest, string layerType, IReadOnlySet<string> wanted, CancellationToken cancellationToken)
    {
        var source = manifest.Descriptor.Digest.ToString();
        var layers = manifest.Layers.Where(l => l.MediaType == layerType).ToArray();
        var unwanted = layers.Where(l => IsUnwanted(l.Annotations.GetValueOrDefault(LayerPredicate), wanted)).ToArray();
        var pieces = layers.Except(unwanted).Select(layer => new Piece(layer, bytes => layerType == EnvelopeType
            ? SignatureMaterial.FromAttestationLayer(bytes, layer.Annotations, source)
            : SignatureMaterial.FromSignatureLayer(bytes, layer.Annotations, source)));
        var read = await PiecesAsync([.. pieces], "the layer", place, artifact, cancellationToken);
        return read.And(new Findings { Attestations = unwanted.Length });
    }

    // Small ones several at once; large ones, of which each takes many times its size while it is parsed, one after the other.
    private async Task<Findings> PiecesAsync(Piece[] all, string what, RegistryPlace place, Digest artifact, CancellationToken cancellationToken)
    {
        var large = Affordable([.. all.Where(piece => piece.Blob.Size > Small)]);
        var isCut = large.Length < all.Count(piece => piece.Blob.Size > Small);
        async Task<Findings> ReadAsync(Piece piece, CancellationToken token) =>
            new() { Materials = [piece.Read(await content.BlobAsync(place, piece.Blob, token))] };
        var found = await AllAsync(all.Where(piece => piece.Blob.Size <= Small), AtOnce, what, place, artifact, ReadAsync, cancellationToken);
        return found.And(await AllAsync(large, 1, what, place, artifact, ReadAsync, cancellationToken)).And(new Findings { Truncated = isCut });
    }

    // From the end: what was attached last stands there, and of scans that are repeated the last one counts. One that is too large by itself
    // takes nothing from the others: it is told as what it is.
    private Piece[] Affordable(Piece[] large)
    {
        var left = options.LargeTotalLimit;
        return [.. large.Reverse().Where(piece => piece.Blob.Size > options.SignatureSizeLimit || (left -= piece.Blob.Size) >= 0).Reverse()];
    }

    // In the order of the list, whatever came first: the same content has the same verdict.
    private async Task<Findings> AllAsync<T>(
        IEnumerable<T> items, int atOnce, string what, RegistryPlace place, Digest artifact, Func<T, CancellationToken, Task<Findings>> read,
        CancellationToken cancellationToken)
    {
        var all = items.ToArray();
        var list = all.Take(options.SignatureLimit).ToArray();
        var found = new Findings[list.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, list.Length),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (i, token) => found[i] = await GuardAsync(what, place, artifact, () => read(list[i], token)));
        return found.Aggregate(new Findings { Truncated = all.Length > list.Length }, (together, one) => together.And(one));
    }

    private static Findings Malformed(Manifest manifest, string why) =>
        new() { Malformed = [$"in {manifest.Descriptor.Digest}, {why}"] };

    // What a registry fails at is not known; what it delivers by the right digest and cannot be a signature, is none.
    private static async Task<Findings> GuardAsync(string what, RegistryPlace place, Digest artifact, Func<Task<Findings>> read)
    {
        try
        {
            return await read();
        }
        catch (MalformedException e)
        {
            return new Findings { Malformed = [e.Message] };
        }
        catch (RegistryContentException e) when (e.Problem is RegistryContentProblem.Malformed or RegistryContentProblem.TooLarge)
        {
            return new Findings { Malformed = [e.Message] };
        }
        catch (RegistryNotFoundException e)
        {
            return new Findings { Malformed = [e.Message] };
        }
        catch (RegistryException e)
        {
            var retryAfter = (e as RegistryUnavailableException)?.RetryAfter;
            return new Findings
            {
                Failure = new Verdict.CouldNotCheck(Messages.Limit($"{what} of {place.Repository.At(artifact)} could not be read: {e.Message}"), retryAfter),
            };
        }
    }

    /// <summary>A blob that may be a signature, and how it is read.</summary>
    private sealed record Piece(Descriptor Blob, Func<byte[], SignatureMaterial> Read);
}
