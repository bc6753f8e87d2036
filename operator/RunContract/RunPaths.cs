namespace SegmentOperator.RunContract;

/// <summary>Where things lie in a run's pod. The directories can be given to the runner as arguments; these are its defaults.</summary>
public static class RunPaths
{
    /// <summary>The mount of the run's own Secret: <c>--credentials</c>.</summary>
    public const string CredentialDirectory = "/var/run/segment/credential";

    /// <summary>An empty, writable directory: <c>--work</c>.</summary>
    public const string WorkDirectory = "/work";

    /// <summary>Where the result goes: <c>--termination-log</c>.</summary>
    public const string TerminationLog = "/dev/termination-log";

    /// <summary>In the credential directory: the <see cref="RunRequest"/>.</summary>
    public const string RequestFile = "run.json";

    /// <summary>In the credential directory: the target's access token, and nothing else.</summary>
    public const string AccessTokenFile = "access-token";

    /// <summary>In the credential directory, optional: the registry's credentials in Docker's config.json format.</summary>
    public const string RegistryAuthFile = "registry-auth.json";

    /// <summary>In the credential directory, optional: PEM certificates that the registry is trusted by, besides the system's.</summary>
    public const string RegistryCaFile = "ca.crt";

    /// <summary>In the credential directory, optional: PEM certificates that the target is trusted by, besides the system's.</summary>
    public const string TargetCaFile = "target-ca.crt";

    /// <summary>The kubelet keeps this many bytes of a termination message; the result always fits.</summary>
    public const int MaxTerminationMessageBytes = 4096;
}
