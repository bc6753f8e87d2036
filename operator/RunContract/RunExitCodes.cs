namespace SegmentOperator.RunContract;

/// <summary>The runner's exit codes. The Manager decides by <see cref="RunResult.Reason"/>, and by these when there is no result.</summary>
public static class RunExitCodes
{
    /// <summary>The target took the artifact, or would take it (<see cref="RunOperation.Validate"/>).</summary>
    public const int Succeeded = 0;

    /// <summary>run.json, a credential file or an argument is missing or wrong. Nothing was started.</summary>
    public const int BadInput = 10;

    /// <summary>The registry did not give the artifact. Nothing was started; could not check, not refused.</summary>
    public const int ArtifactFetchFailed = 11;

    /// <summary>The registry gave other bytes than the digest stands for. Nothing was started.</summary>
    public const int DigestMismatch = 12;

    /// <summary>The package goes over a limit or could reach outside its directory. Nothing was started.</summary>
    public const int PackageUnsafe = 13;

    /// <summary>The target refused the credential.</summary>
    public const int AuthRefused = 14;

    /// <summary>The target refused the package: its components do not fit. An org is unchanged; a cluster may have taken some.</summary>
    public const int DeploymentRefused = 15;

    /// <summary>The package's components fit, its tests or their coverage failed. The target is unchanged.</summary>
    public const int TestsFailed = 16;

    /// <summary>The run was told to stop, and the target confirmed that it stopped.</summary>
    public const int Cancelled = 17;

    /// <summary>The deadline came first, and the target confirmed that it stopped.</summary>
    public const int DeadlineExceeded = 18;

    /// <summary>The target could not be reached. Nothing was started there.</summary>
    public const int TargetUnreachable = 19;

    /// <summary>The target was given the package and then lost from sight: a person has to look.</summary>
    public const int OutcomeUnknown = 20;

    /// <summary>A defect of the runner.</summary>
    public const int InternalError = 70;
}
