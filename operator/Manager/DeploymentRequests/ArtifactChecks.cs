using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Inspections;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.Telemetry;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.DeploymentRequests;

/// <summary>What the artifact is, whether it is whole, and who signed it.</summary>
internal sealed class ArtifactChecks(ArtifactPuller puller, SegmentRegistries registries, TrustPolicy trust)
{
    private const int ShortDigestLength = 12;

    public async Task<StepOutcome> CheckAsync(RequestWork work, Segment segment, ImageReference reference, CancellationToken cancellationToken)
    {
        var (registry, unreachable) = await registries.ForAsync(segment.Spec.Artifacts, cancellationToken);
        if (registry is null)
            return new StepOutcome.Wait(DeploymentPhase.Verifying, unreachable!.Reason, unreachable.Message, Pauses.Growing(Since(work), work.Now));
        var (artifact, unresolved) = await ResolveAsync(work, registry.Client, reference, cancellationToken);
        if (artifact is null)
            return unresolved!;
        var layerType = segment.Spec.Target!.Salesforce is not null ? PackageMediaTypes.SalesforceMetadata : PackageMediaTypes.KubernetesManifests;
        if (segment.Spec.Artifacts?.Provenance?.MatchSource == true && work.Spec.Source is null)
            return StepOutcome.Failed("SourceMissing", "The segment demands that the artifact was built from what the request names as its source, and spec.source is missing. Make a new request with spec.source.repository and spec.source.revision.");
        var trusted = await trust.BuildAsync(segment.Spec.Artifacts, work.Spec.Source, cancellationToken);
        if (trusted.Policy is not { } policy)
            return new StepOutcome.Wait(DeploymentPhase.Verifying, trusted.Problem!.Reason, trusted.Problem.Message, Pauses.Growing(Since(work), work.Now));

        // Who signed it comes before what is in it: a package that nobody vouches for is not read.
        var verified = await VerifyAsync(work, registry.Verifier, artifact, policy, cancellationToken);
        if (verified is not StepOutcome.Continue)
            return verified;
        var pull = await puller.PullAsync(registry.Client, artifact, layerType, cancellationToken);
        if (pull is PullOutcome.Complete complete)
            work.Package = new PulledPackage(registry.Client, artifact, complete.Layer, layerType);
        return OfPull(work, pull);
    }

    /// <summary>A tag is looked up once for a request; from then on the digest in its status is what counts.</summary>
    private async Task<(ArtifactReference? Artifact, StepOutcome? Unresolved)> ResolveAsync(RequestWork work, IRegistryClient registry, ImageReference reference, CancellationToken cancellationToken)
    {
        if (work.Status.Artifact?.Digest is { } known)
            return (new ArtifactReference(reference.Repository, Digest.Parse(known)), null);
        var (digest, failure) = await ArtifactPuller.ResolveAsync(registry, reference, cancellationToken);
        if (digest is null)
            return (null, OfPull(work, failure!));
        work.Status.Artifact = new()
        {
            Reference = work.Spec.Artifact,
            Repository = reference.Repository.ToString(),
            Tag = reference.Digest is null ? reference.Tag : null,
            Digest = digest.ToString(),
            ShortDigest = digest.Hex[..ShortDigestLength],
            ResolvedAt = work.Now,
        };
        return (new ArtifactReference(reference.Repository, digest), null);
    }

    private async Task<StepOutcome> VerifyAsync(RequestWork work, ISignatureVerifier verifier, ArtifactReference artifact, VerificationPolicy policy, CancellationToken cancellationToken)
    {
        using var activity = ManagerTelemetry.Activities.StartActivity("artifact.verify");
        switch (await verifier.VerifyAsync(artifact, policy, cancellationToken))
        {
            case Verdict.Verified verified:
                work.Evidence = verified;
                work.Status.Artifact = VerdictStatus.Of(work.Status.Artifact!, verified, policy);
                work.SetCondition(RequestConditions.Verified, isTrue: true, "Verified", VerdictStatus.Sentence(verified));
                return StepOutcome.Next;
            case Verdict.Refused refused:
                work.Status.Artifact = VerdictStatus.Of(work.Status.Artifact!, refused);
                work.SetCondition(RequestConditions.Verified, isTrue: false, refused.Reason.ToString(), refused.Message);
                return StepOutcome.Denied(refused.Reason.ToString(), refused.Message);
            case Verdict.CouldNotCheck unknown:
                work.Status.Artifact = VerdictStatus.Of(work.Status.Artifact!, unknown, policy);
                return CouldNotCheck(work, unknown.Message, unknown.RetryAfter);
            default:
                throw new InvalidOperationException("A verdict is verified, refused or could-not-check.");
        }
    }

    private static StepOutcome OfPull(RequestWork work, PullOutcome outcome)
    {
        switch (outcome)
        {
            case PullOutcome.Complete complete:
                work.Status.Artifact = work.Status.Artifact! with
                {
                    ArtifactType = complete.ArtifactType,
                    MediaType = complete.Layer.MediaType,
                    Size = complete.Bytes,
                };
                return StepOutcome.Next;
            case PullOutcome.Refused refused:
                work.SetCondition(RequestConditions.Verified, isTrue: false, refused.Reason, refused.Message);
                return StepOutcome.Denied(refused.Reason, refused.Message);
            case PullOutcome.NotFound notFound:
                return StepOutcome.Failed("ArtifactNotFound", $"{notFound.Message}. Push the artifact, then make a new request.");
            case PullOutcome.CouldNotCheck unknown:
                return CouldNotCheck(work, unknown.Message, unknown.RetryAfter);
            default:
                throw new InvalidOperationException("A pull is complete, refused, not found or could-not-check.");
        }
    }

    private static StepOutcome.Wait CouldNotCheck(RequestWork work, string message, TimeSpan? retryAfter)
    {
        work.SetUnknown(RequestConditions.Verified, "CouldNotCheck", message);
        return new(DeploymentPhase.Verifying, "CouldNotCheck", $"Could not check the artifact: {message}. It is neither verified nor refused; trying again.", retryAfter ?? Pauses.Growing(Since(work), work.Now));
    }

    private static DateTimeOffset Since(RequestWork work) => work.Status.StartedAt ?? work.Now;
}
