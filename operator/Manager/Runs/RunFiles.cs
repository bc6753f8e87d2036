using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Artifacts;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.Oci;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs;

/// <summary>The files that a run is handed: what to do, and the credentials beside it.</summary>
internal sealed class RunFiles(RegistrySettingsReader registries, ManagerOptions options)
{
    public async Task<IReadOnlyDictionary<string, byte[]>> BuildAsync(DeploymentRequest request, Segment segment, IssuedRun issued, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var (settings, problem) = await registries.ReadAsync(segment.Spec.Artifacts?.Registry, cancellationToken);
        if (settings is null)
            throw new CredentialException(problem!.Reason, problem.Message, isFinal: false);
        var repository = RepositoryReference.Parse(request.Status!.Artifact!.Repository!);
        var run = new RunRequest
        {
            RequestUid = request.Metadata.Uid!,
            Operation = Enum.Parse<RunOperation>(request.Spec.Operation.ToString()),
            Artifact = Artifact(repository, request.Status.Artifact.Digest!, settings),
            Target = issued.Target,
            Deadline = deadline,
        };
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [RunPaths.RequestFile] = run.ToUtf8Json(),
            [RunPaths.AccessTokenFile] = Encoding.UTF8.GetBytes(issued.Credential.AccessToken),
        };
        if (issued.TargetCa is { } targetCa)
            files[RunPaths.TargetCaFile] = Encoding.UTF8.GetBytes(targetCa);
        if (settings.AuthoritiesPem is { } registryCa)
            files[RunPaths.RegistryCaFile] = Encoding.UTF8.GetBytes(registryCa);
        if (await CredentialsAsync(repository, settings, cancellationToken) is { } auth)
            files[RunPaths.RegistryAuthFile] = auth;
        foreach (var (name, content) in options.Proxy.Files())
            files[name] = content;
        return files;
    }

    private static RunArtifact Artifact(RepositoryReference repository, string digest, RegistrySettings settings)
    {
        var mirrors = settings.Mirrors.GetValueOrDefault(repository.Registry) ?? [];
        return new()
        {
            Repository = repository.ToString(),
            Digest = digest,
            PlainHttp = settings.IsPlainHttp(repository.Registry),
            Mirrors = mirrors.Count == 0 ? null : [.. mirrors.Select(mirror => new RunMirror { Address = mirror, PlainHttp = settings.IsPlainHttp(mirror.Split('/')[0]) })],
        };
    }

    /// <summary>The credentials of the artifact's own repository and its mirrors, wherever the operator has them from, and no others.</summary>
    private static async Task<byte[]?> CredentialsAsync(RepositoryReference repository, RegistrySettings settings, CancellationToken cancellationToken)
    {
        var found = new List<KeyValuePair<RepositoryReference, RegistryCredential>>();
        try
        {
            foreach (var place in settings.Places(repository))
            {
                if (await settings.Credentials.FindAsync(place, cancellationToken) is { } credential)
                    found.Add(new(place, credential));
            }
        }
        catch (RegistryException e)
        {
            throw new CredentialException("RegistryCredentialsUnavailable", $"The run's registry credentials could not be read: {e.Message}.", isFinal: false);
        }

        return DockerConfigWriter.Write(found);
    }
}
