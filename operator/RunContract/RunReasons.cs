namespace SegmentOperator.RunContract;

/// <summary>The values of <see cref="RunResult.Reason"/>: one for each exit code.</summary>
public static class RunReasons
{
    /// <summary>See <see cref="RunExitCodes.Succeeded"/>.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>See <see cref="RunExitCodes.BadInput"/>.</summary>
    public const string BadInput = "BadInput";

    /// <summary>See <see cref="RunExitCodes.ArtifactFetchFailed"/>.</summary>
    public const string ArtifactFetchFailed = "ArtifactFetchFailed";

    /// <summary>See <see cref="RunExitCodes.DigestMismatch"/>.</summary>
    public const string DigestMismatch = "DigestMismatch";

    /// <summary>See <see cref="RunExitCodes.PackageUnsafe"/>.</summary>
    public const string PackageUnsafe = "PackageUnsafe";

    /// <summary>See <see cref="RunExitCodes.AuthRefused"/>.</summary>
    public const string AuthRefused = "AuthRefused";

    /// <summary>See <see cref="RunExitCodes.DeploymentRefused"/>.</summary>
    public const string DeploymentRefused = "DeploymentRefused";

    /// <summary>See <see cref="RunExitCodes.TestsFailed"/>.</summary>
    public const string TestsFailed = "TestsFailed";

    /// <summary>See <see cref="RunExitCodes.Cancelled"/>.</summary>
    public const string Cancelled = "Cancelled";

    /// <summary>See <see cref="RunExitCodes.DeadlineExceeded"/>.</summary>
    public const string DeadlineExceeded = "DeadlineExceeded";

    /// <summary>See <see cref="RunExitCodes.TargetUnreachable"/>.</summary>
    public const string TargetUnreachable = "TargetUnreachable";

    /// <summary>See <see cref="RunExitCodes.OutcomeUnknown"/>.</summary>
    public const string OutcomeUnknown = "OutcomeUnknown";

    /// <summary>See <see cref="RunExitCodes.InternalError"/>.</summary>
    public const string InternalError = "InternalError";

    /// <summary>The exit code of a reason; <see cref="RunExitCodes.InternalError"/> for a word that is none.</summary>
    public static int ToExitCode(string reason) => reason switch
    {
        Succeeded => RunExitCodes.Succeeded,
        BadInput => RunExitCodes.BadInput,
        ArtifactFetchFailed => RunExitCodes.ArtifactFetchFailed,
        DigestMismatch => RunExitCodes.DigestMismatch,
        PackageUnsafe => RunExitCodes.PackageUnsafe,
        AuthRefused => RunExitCodes.AuthRefused,
        DeploymentRefused => RunExitCodes.DeploymentRefused,
        TestsFailed => RunExitCodes.TestsFailed,
        Cancelled => RunExitCodes.Cancelled,
        DeadlineExceeded => RunExitCodes.DeadlineExceeded,
        TargetUnreachable => RunExitCodes.TargetUnreachable,
        OutcomeUnknown => RunExitCodes.OutcomeUnknown,
        _ => RunExitCodes.InternalError,
    };

    /// <summary>The reason behind an exit code, for a pod that left no result; null for a code that the runner never ends with.</summary>
    public static string? FromExitCode(int exitCode) => exitCode switch
    {
        RunExitCodes.Succeeded => Succeeded,
        RunExitCodes.BadInput => BadInput,
        RunExitCodes.ArtifactFetchFailed => ArtifactFetchFailed,
        RunExitCodes.DigestMismatch => DigestMismatch,
        RunExitCodes.PackageUnsafe => PackageUnsafe,
        RunExitCodes.AuthRefused => AuthRefused,
        RunExitCodes.DeploymentRefused => DeploymentRefused,
        RunExitCodes.TestsFailed => TestsFailed,
        RunExitCodes.Cancelled => Cancelled,
        RunExitCodes.DeadlineExceeded => DeadlineExceeded,
        RunExitCodes.TargetUnreachable => TargetUnreachable,
        RunExitCodes.OutcomeUnknown => OutcomeUnknown,
        RunExitCodes.InternalError => InternalError,
        _ => null,
    };
}
