using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Oci;

namespace SegmentOperator.Manager.Runs;

/// <summary>
/// The image of a run, and the credential that the node pulls it with: a Secret of the run's own, which opens that image's repository and
/// nothing else, and goes when the run has ended.
/// </summary>
internal sealed class RunImage(IKubernetesClient client, IReferences references, ManagerOptions options)
{
    private readonly PullSecretReader pullSecrets = new(references, options.Namespace);

    public string Of(RunnerSpec runner) => runner.Image ?? options.RunnerImage;

    /// <summary>The Secret's name; null for an image that is pulled without one.</summary>
    public string? PullSecretOf(RunName run, RunnerSpec runner) => Stated(runner).Names.Count == 0 ? null : SecretName(run);

    /// <summary>Makes the Secret, afresh each time: a start that is tried again may find rotated credentials.</summary>
    /// <exception cref="CredentialException">A Secret that is named is missing, or opens nothing.</exception>
    public async Task PrepareAsync(RunName run, Segment segment, CancellationToken cancellationToken)
    {
        var runner = segment.Spec.Runner ?? new();
        var (field, names) = Stated(runner);
        if (names.Count == 0)
            return;
        var repository = Repository(Of(runner));
        foreach (var name in names)
        {
            var (secret, problem) = await pullSecrets.ReadAsync(field, name, cancellationToken);
            if (secret is null)
                throw new CredentialException(problem!.Reason, problem.Message, isFinal: false);
            if (await secret.Credentials.FindAsync(repository, cancellationToken) is { } credential)
            {
                await ApplyAsync(run, segment, DockerConfigWriter.Write([new(repository, credential)])!, cancellationToken);
                return;
            }
        }

        throw new CredentialException(
            "PullSecretMissing", $"{field}: none of {string.Join(", ", names)} in {options.Namespace} holds a credential for {repository}, where the runner's image lies. Add one, or remove the names.", isFinal: false);
    }

    /// <summary>Ties the Secret to the pod, so that it goes when the pod does, whatever happens to the operator.</summary>
    public async Task TieAsync(RunName run, Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Spec?.ImagePullSecrets is not { Count: > 0 })
            return;
        try
        {
            await client.PatchAsync<Secret>(SecretName(run), run.Namespace, Owners.Patch(pod), new PatchOptions { FieldManager = Names.FieldManager }, cancellationToken);
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // Somebody deleted it: the node says what it cannot pull.
        }
    }

    /// <summary>Removes the Secret, if there is one.</summary>
    public Task WithdrawAsync(RunName run, CancellationToken cancellationToken) =>
        client.DeleteAsync<Secret>(SecretName(run), run.Namespace, new DeleteOptions(), cancellationToken);

    private static string SecretName(RunName run) => $"{run.Name}-pull";

    private static RepositoryReference Repository(string image)
    {
        try
        {
            return ImageReference.Parse(image).Repository;
        }
        catch (FormatException e)
        {
            throw new CredentialException("RunnerImageInvalid", $"The runner's image {image} is no reference: {e.Message}.", isFinal: true);
        }
    }

    // The operator's own credentials are for the operator's own image, not for whatever image a segment names.
    private (string Field, IReadOnlyList<string> Names) Stated(RunnerSpec runner) => runner.Image is null && runner.ImagePullSecrets.Count == 0
        ? ("--runner-pull-secrets", options.RunnerPullSecrets)
        : ("spec.runner.imagePullSecrets", runner.ImagePullSecrets);

    private Task ApplyAsync(RunName run, Segment segment, byte[] content, CancellationToken cancellationToken) => client.ApplyAsync(
        new Secret
        {
            Metadata = new()
            {
                Name = SecretName(run),
                Namespace = run.Namespace,
                Labels = new(StringComparer.Ordinal)
                {
                    [Names.ManagedByLabel] = Names.FieldManager,
                    [Names.SegmentLabel] = segment.Metadata.Name!,
                    [Names.OwnerUidLabel] = run.RequestUid,
                },
            },
            Type = "kubernetes.io/dockerconfigjson",
            Data = new(StringComparer.Ordinal) { [".dockerconfigjson"] = Convert.ToBase64String(content) },
        },
        new ApplyOptions { FieldManager = Names.FieldManager },
        cancellationToken);
}
