using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Runs.Credentials;
using SegmentOperator.RunContract;

namespace SegmentOperator.Manager.Runs;

/// <summary>The one pod of a run: it meets the restricted Pod Security Standard and holds nothing but its own Secret.</summary>
internal static class RunPod
{
    public const string Container = "runner";

    /// <summary>Seconds between SIGTERM and SIGKILL: enough to cancel a deployment in the org.</summary>
    private const long GraceSeconds = 45;

    /// <summary>The runner keeps its own deadline and reports it; the kubelet's comes after, for a runner that does not.</summary>
    private const long DeadlineMarginSeconds = 30;

    /// <summary>The distroless convention's "nonroot".</summary>
    private const long User = 65532;

    public static Pod Build(RunPodSpec spec) => new()
    {
        Metadata = new()
        {
            Name = spec.Run.Name,
            Namespace = spec.Run.Namespace,
            Labels = new(StringComparer.Ordinal)
            {
                [Names.ManagedByLabel] = Names.FieldManager,
                [Names.SegmentLabel] = spec.Segment,
                [Names.OwnerKindLabel] = "DeploymentRequest",
                [Names.OwnerUidLabel] = spec.Run.RequestUid,
            },
            Annotations = new(StringComparer.Ordinal)
            {
                [Names.OwnerNamespaceAnnotation] = spec.Request.Namespace,
                [Names.OwnerNameAnnotation] = spec.Request.Name,
            },
            Finalizers = [Names.RunFinalizer],
        },
        Spec = new()
        {
            ServiceAccountName = spec.ServiceAccount,
            AutomountServiceAccountToken = false,
            EnableServiceLinks = false,
            ImagePullSecrets = spec.PullSecret is null ? null : [new() { Name = spec.PullSecret }],
            RestartPolicy = "Never",
            ActiveDeadlineSeconds = (long)Math.Ceiling(spec.Timeout.TotalSeconds) + DeadlineMarginSeconds,
            TerminationGracePeriodSeconds = GraceSeconds,
            RuntimeClassName = spec.Runner.RuntimeClassName,
            NodeSelector = spec.Runner.NodeSelector?.ToDictionary(StringComparer.Ordinal),
            Tolerations = spec.Runner.Tolerations.Count == 0 ? null : [.. spec.Runner.Tolerations.Select(Toleration)],
            SecurityContext = new()
            {
                RunAsNonRoot = true,
                RunAsUser = User,
                RunAsGroup = User,
                FsGroup = User,
                SeccompProfile = new() { Type = "RuntimeDefault" },
            },
            Containers =
            [
                new()
                {
                    Name = Container,
                    Image = spec.Image,
                    Resources = Resources(spec.Runner.Resources),
                    TerminationMessagePath = RunPaths.TerminationLog,
                    TerminationMessagePolicy = "File",
                    Args =
                    [
                        "--credentials", RunPaths.CredentialDirectory,
                        "--work", RunPaths.WorkDirectory,
                        "--termination-log", RunPaths.TerminationLog,
                    ],
                    // .NET keeps its diagnostics socket and extracted bundles in the temporary directory.
                    Env = [new() { Name = "TMPDIR", Value = RunPaths.WorkDirectory }, new() { Name = "DOTNET_EnableDiagnostics", Value = "0" }, .. spec.Proxy.Variables(spec.Run.Name)],
                    SecurityContext = new()
                    {
                        AllowPrivilegeEscalation = false,
                        Privileged = false,
                        ReadOnlyRootFilesystem = true,
                        RunAsNonRoot = true,
                        Capabilities = new() { Drop = ["ALL"] },
                        SeccompProfile = new() { Type = "RuntimeDefault" },
                    },
                    VolumeMounts =
                    [
                        new() { Name = "credential", MountPath = RunPaths.CredentialDirectory, ReadOnly = true },
                        new() { Name = "work", MountPath = RunPaths.WorkDirectory },
                    ],
                },
            ],
            Volumes =
            [
                new() { Name = "credential", Secret = new() { SecretName = spec.Run.Name, DefaultMode = 0b100_100_000 } },
                new() { Name = "work", EmptyDir = new() { SizeLimit = "1Gi" } },
            ],
        },
    };

    private static ResourceRequirements? Resources(ComputeResources? stated) =>
        stated is null ? null : new() { Requests = Amounts(stated.Requests), Limits = Amounts(stated.Limits) };

    private static Dictionary<string, string>? Amounts(ResourceAmounts? amounts)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, amount) in (ReadOnlySpan<(string, string?)>)[("cpu", amounts?.Cpu), ("memory", amounts?.Memory), ("ephemeral-storage", amounts?.EphemeralStorage)])
        {
            if (amount is not null)
                named[name] = amount;
        }

        return named.Count == 0 ? null : named;
    }

    private static Toleration Toleration(RunnerToleration stated) =>
        new() { Key = stated.Key, Operator = stated.Operator.ToString(), Value = stated.Value, Effect = stated.Effect?.ToString() };

    /// <summary>The request that a pod runs for; null for a pod that is none of ours.</summary>
    public static ObjectKey? RequestOf(Pod pod)
    {
        var annotations = pod.Metadata.Annotations;
        return annotations?.GetValueOrDefault(Names.OwnerNamespaceAnnotation) is { } ns && annotations.GetValueOrDefault(Names.OwnerNameAnnotation) is { } name
            ? new ObjectKey(ns, name)
            : null;
    }
}
