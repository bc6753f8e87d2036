using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>Where the runner finds its input and leaves its result. Nothing secret is ever an argument.</summary>
internal sealed record RunnerArguments(string Credentials, string Work, string TerminationLog)
{
    public const string Usage = """
        segment-runner: carries out one run of a DeploymentRequest; see operator/docs/runner.md.

          --credentials DIR       the run's Secret (default: /var/run/segment/credential)
          --work DIR              an empty, writable directory (default: /work)
          --termination-log FILE  where the result goes (default: /dev/termination-log)
        """;

    public static readonly RunnerArguments Default =
        new(RunPaths.CredentialDirectory, RunPaths.WorkDirectory, RunPaths.TerminationLog);

    /// <summary>Reads the arguments; a problem is a sentence, and what was read before it is kept so that it can be reported.</summary>
    public static (RunnerArguments Arguments, string? Problem) Parse(IReadOnlyList<string> args)
    {
        var result = Default;
        for (var i = 0; i < args.Count; i += 2)
        {
            if (args[i] is not ("--credentials" or "--work" or "--termination-log"))
                return (result, $"The argument {Text.Show(args[i])} is not known; use --credentials, --work and --termination-log.");
            if (i + 1 == args.Count || args[i + 1].Length == 0)
                return (result, $"{args[i]} needs a path behind it.");
            result = args[i] switch
            {
                "--credentials" => result with { Credentials = args[i + 1] },
                "--work" => result with { Work = args[i + 1] },
                _ => result with { TerminationLog = args[i + 1] },
            };
        }

        return (result, null);
    }
}
