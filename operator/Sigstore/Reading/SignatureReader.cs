using SegmentOperator.Oci;

namespace SegmentOperator.Sigstore;

/// <summary>Reads everything beside an artifact that could be a signature of it.</summary>
internal sealed class SignatureReader(IRegistryClient registry, SignatureVerifierOptions options)
{
    private const int AtOnce = 4;

    /// <summary>Bundles that refer to the artifact.</summary>
    public Task<Findings> ReadBundlesAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        GuardAsync("the referrers", artifact, () => BundlesAsync(artifact, cancellationToken));

    /// <summary>Signatures under the artifact's tag.</summary>
    public Task<Findings> ReadTagAsync(ArtifactReference artifact, CancellationToken cancellationToken) =>
        GuardAsync("the signature tag", artifact, () => TagAsync(artifact, cancellationToken));

    private async Task<Findings> BundlesAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        IReadOnlyList<Referrer> listed;
        try
        {
            listed = await registry.GetReferrersAsync(artifact, artifactType: null, cancellationToken);
        }
        catch (RegistryContentException e) when (e.Problem == RegistryContentProblem.TooLarge)
        {
            return new Findings { Truncated = true };
        }

        var bundles = listed.Where(r => SignatureMaterial.IsBundleType(r.Descriptor.ArtifactType)).ToArray();
        // Who says of his own bundle that it is an attestation is taken at his word: it saves a download and can hide no refusal.
        var attestations = bundles.Where(IsMarkedAttestation).ToArray();
        var signatures = bundles.Except(attestations).ToArray();
        var read = await AllAsync(
            signatures.Take(options.SignatureLimit), "the bundle", artifact, (r, token) => BundleAsync(artifact, r, token),
            cancellationToken);
        return read.And(new Findings { Attestations = attestations.Length, Truncated = signatures.Length > options.SignatureLimit });
    }

    private static bool IsMarkedAttestation(Referrer referrer) =>
        referrer.Descriptor.Annotations.TryGetValue("dev.sigstore.bundle.predicateType", out var type)
        && type != InTotoStatement.SignaturePredicate;

    private async Task<Findings> BundleAsync(ArtifactReference artifact, Referrer referrer, CancellationToken cancellationToken)
    {
        var manifest = referrer.Manifest
            ?? await registry.GetManifestAsync(artifact.Repository.At(referrer.Descriptor.Digest), cancellationToken);
        if (manifest.Subject?.Digest != artifact.Digest) return Malformed(manifest, "it refers to another artifact");
        if (manifest.Layers.Count != 1 || !SignatureMaterial.IsBundleType(manifest.Layers[0].MediaType))
            return Malformed(manifest, "it does not have exactly one bundle");
        var json = await registry.ReadBlobAsync(artifact.Repository, manifest.Layers[0], options.SignatureSizeLimit, cancellationToken);
        return new Findings { Materials = [SignatureMaterial.FromBundle(json, manifest.Descriptor.Digest.ToString())] };
    }

    private async Task<Findings> TagAsync(ArtifactReference artifact, CancellationToken cancellationToken)
    {
        var tag = ImageReference.ForTag(artifact.Repository, $"{artifact.Digest.Algorithm}-{artifact.Digest.Hex}.sig");
        Manifest manifest;
        try
        {
            manifest = await registry.GetManifestAsync(tag, cancellationToken);
        }
        catch (RegistryNotFoundException)
        {
            return Findings.Nothing;
        }

        var layers = manifest.Layers.Where(l => l.MediaType == SimpleSigning.MediaType).ToArray();
        var read = await AllAsync(
            layers.Take(options.SignatureLimit), "the payload", artifact, (l, token) => PayloadAsync(artifact, manifest, l, token),
            cancellationToken);
        return read.And(new Findings { Truncated = layers.Length > options.SignatureLimit });
    }

    private async Task<Findings> PayloadAsync(
        ArtifactReference artifact, Manifest manifest, Descriptor layer, CancellationToken cancellationToken)
    {
        var payload = await registry.ReadBlobAsync(artifact.Repository, layer, options.SignatureSizeLimit, cancellationToken);
        return new Findings
        {
            Materials = [SignatureMaterial.FromSignatureLayer(payload, layer.Annotations, manifest.Descriptor.Digest.ToString())],
        };
    }

    // In the order of the list, whatever came first: the same content has the same verdict.
    private static async Task<Findings> AllAsync<T>(
        IEnumerable<T> items, string what, ArtifactReference artifact, Func<T, CancellationToken, Task<Findings>> read,
        CancellationToken cancellationToken)
    {
        var list = items.ToArray();
        var found = new Findings[list.Length];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, list.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (i, token) => found[i] = await GuardAsync(what, artifact, () => read(list[i], token)));
        return found.Aggregate(Findings.Nothing, (all, one) => all.And(one));
    }

    private static Findings Malformed(Manifest manifest, string why) =>
        new() { Malformed = [$"in {manifest.Descriptor.Digest}, {why}"] };

    // What a registry fails at is not known; what it delivers by the right digest and cannot be a signature, is none.
    private static async Task<Findings> GuardAsync(string what, ArtifactReference artifact, Func<Task<Findings>> read)
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
                Failure = new Verdict.CouldNotCheck(Messages.Limit($"{what} of {artifact} could not be read: {e.Message}"), retryAfter),
            };
        }
    }
}
