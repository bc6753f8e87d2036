using System.Text;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs;

/// <summary>The files that a run is handed: what to do, and the credentials beside it.</summary>
internal sealed class RunFiles(ManagerOptions options, IRunRegistryAuth registryAuth)
{
    public async Task<IReadOnlyDictionary<string, byte[]>> BuildAsync(DeploymentRequest request, Segment segment, IssuedRun issued, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var artifact = request.Status!.Artifact!;
        var registry = artifact.Repository!.Split('/')[0];
        var run = new RunRequest
        {
            RequestUid = request.Metadata.Uid!,
            Operation = Enum.Parse<RunOperation>(request.Spec.Operation.ToString()),
            Artifact = new() { Repository = artifact.Repository!, Digest = artifact.Digest!, PlainHttp = IsPlainHttp(segment, registry) },
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
        if (options.RegistryCaFile is { } registryCa)
            files[RunPaths.RegistryCaFile] = await File.ReadAllBytesAsync(registryCa, cancellationToken);
        if (await registryAuth.FindAsync(segment, registry, cancellationToken) is { } auth)
            files[RunPaths.RegistryAuthFile] = auth;
        return files;
    }

    private bool IsPlainHttp(Segment segment, string registry) =>
        options.PlainHttpRegistries.Contains(registry, StringComparer.OrdinalIgnoreCase)
        || segment.Spec.Artifacts?.Registry?.PlainHttp.Contains(registry, StringComparer.OrdinalIgnoreCase) == true;
}
