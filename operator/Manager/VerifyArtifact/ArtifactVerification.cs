using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.DeploymentRequests;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Manager.VerifyBundle;
using SegmentOperator.Oci;
using SegmentOperator.Sigstore;

namespace SegmentOperator.Manager.VerifyArtifact;

/// <summary>One run of the command: what the operator does with a request's artifact, without the request.</summary>
internal sealed record ArtifactVerification
{
    public required string Reference { get; init; }

    public required string Policy { get; init; }

    public required ManagerOptions Options { get; init; }

    public bool Json { get; init; }

    /// <summary>What the provenance must name, where the policy demands that it matches.</summary>
    public SourceReference? Source { get; init; }

    public async Task<int> RunAsync(TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            if (!ImageReference.TryParse(Reference, out var reference, out var why))
                throw new BadInputException($"{why}.");
            var artifacts = PolicyFile.Read(Policy);
            using var client = Options.Kubeconfig is null && Options.Context is null ? null : Cluster(clock);
            IReferences references = client is null ? new OfflineReferences() : new ClusterReferences(client, Options.Namespace);
            var report = await ReportAsync(reference, artifacts, references, clock, cancellationToken);
            await output.WriteLineAsync(Json ? VerificationReportText.Json(report) : VerificationReportText.Plain(report));
            return report.ExitCode;
        }
        catch (Exception e) when (e is BadInputException or KubeconfigException)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Refused;
        }
    }

    private async Task<VerificationReport> ReportAsync(ImageReference reference, ArtifactPolicy artifacts, IReferences references, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            return await VerifyAsync(reference, artifacts, references, clock, cancellationToken);
        }
        catch (Exception e) when (e is KubernetesException or KubernetesUnreachableException)
        {
            return new VerificationReport(Reference, null) { Verdict = new Verdict.CouldNotCheck($"what {Policy} refers to could not be read from the cluster: {e.Message.TrimEnd('.')}", (e as KubernetesException)?.RetryAfter) };
        }
    }

    private async Task<VerificationReport> VerifyAsync(ImageReference reference, ArtifactPolicy artifacts, IReferences references, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (artifacts.Provenance?.MatchSource == true && Source is null)
            throw new BadInputException($"{Policy}: spec.artifacts.provenance.matchSource compares with what a request names as its source; name it with --source-repository and --source-revision.");
        var trusted = await new TrustPolicy(references, new TrustRoots(references, Options, clock)).BuildAsync(artifacts, Source, cancellationToken);
        if (trusted.Policy is not { } policy)
            throw new BadInputException($"{Policy}: {trusted.Problem!.Message}");
        var (registry, problem) = await new SegmentRegistries(new RegistrySettingsReader(references, Options, clock), clock).ForAsync(artifacts, cancellationToken);
        if (registry is null)
            throw new BadInputException($"{Policy}: {problem!.Message}");
        var report = new VerificationReport(Reference, policy.Hash);
        var repository = reference.Repository.ToString();
        if (artifacts.Repositories.Count > 0 && !artifacts.Repositories.Any(pattern => RepositoryPattern.Matches(pattern, repository)))
            return report with { Verdict = new Verdict.Refused(RefusalReason.NotSigned, $"{repository} is none of the repositories of the policy ({string.Join(", ", artifacts.Repositories)})"), Reason = "RepositoryNotAllowed" };
        var (digest, failure) = await ArtifactPuller.ResolveAsync(registry.Client, reference, cancellationToken);
        if (digest is null)
        {
            return failure switch
            {
                PullOutcome.NotFound missing => throw new BadInputException($"{missing.Message}."),
                PullOutcome.Refused refused => report with { Verdict = new Verdict.Refused(RefusalReason.InvalidSignature, refused.Message.TrimEnd('.')), Reason = refused.Reason },
                PullOutcome.CouldNotCheck unknown => report with { Verdict = new Verdict.CouldNotCheck(unknown.Message, unknown.RetryAfter) },
                _ => throw new InvalidOperationException("What is resolved has a digest."),
            };
        }

        var artifact = reference.At(digest);
        return report with { Artifact = artifact.ToString(), Verdict = await registry.Verifier.VerifyAsync(artifact, policy, cancellationToken) };
    }

    private KubernetesClient Cluster(TimeProvider clock) =>
        new(ClusterConfigurationLoader.Load(new KubeconfigOptions { Path = Options.Kubeconfig, Context = Options.Context }, clock), clock);
}
