using System.Runtime.InteropServices;
using System.Security.Cryptography;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner;

/// <summary>The program around a run: arguments, signals, the result's way out, the exit code.</summary>
internal static class RunnerProgram
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TimeProvider time)
    {
        using var stop = new StopSignal();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        return await RunAsync(args, output, time, stop);

        void OnSignal(PosixSignalContext context)
        {
            // The process goes on until the target has said what became of the deployment.
            context.Cancel = true;
            stop.Stop(RunReasons.Cancelled);
        }
    }

    internal static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TimeProvider time, StopSignal stop)
    {
        var log = new RunLog(output, time);
        var (arguments, problem) = RunnerArguments.Parse(args);
        if (problem is not null)
            log.Write($"{problem}\n{RunnerArguments.Usage}");
        var result = problem is null
            ? await RunAsync(arguments, stop, log, time)
            : Failed(RunReasons.BadInput, problem, time);

        log.Write($"{result.Reason}: {result.Message}");
        foreach (var failure in result.Failures)
            log.Write($"  {failure.Kind} {failure.Name}{(failure.Line is { } line ? $" line {line}" : "")}: {failure.Problem}");
        Leave(result, arguments.TerminationLog, log);
        return RunReasons.ToExitCode(result.Reason);
    }

    private static async Task<RunResult> RunAsync(RunnerArguments arguments, StopSignal stop, RunLog log, TimeProvider time)
    {
        try
        {
            var input = RunInput.Load(arguments.Credentials);
            stop.StopAt(input.Request.Deadline, time);
            await using var parts = RunParts.Create(input, log, time, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
            return await new Run(input, parts.Registry, parts.Deployer, log, time).ExecuteAsync(arguments.Work, stop);
        }
        catch (RunException e)
        {
            return Failed(e.Reason, e.Message, time);
        }
        catch (Exception e)
        {
            // The stack goes to the log; the message could quote what it was given.
            log.Write($"{e.GetType().FullName}\n{e.StackTrace}");
            return Failed(RunReasons.InternalError, $"The runner has a defect ({e.GetType().Name}); its log has the details.", time) with
            {
                TargetState = RunTargetState.Unknown,
            };
        }
    }

    private static RunResult Failed(string reason, string message, TimeProvider time) => new()
    {
        Reason = reason,
        Message = message,
        TargetState = RunTargetState.Unchanged,
        StartedAt = time.GetUtcNow(),
        FinishedAt = time.GetUtcNow(),
    };

    private static void Leave(RunResult result, string path, RunLog log)
    {
        try
        {
            File.WriteAllBytes(path, result.ToTerminationMessage());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The exit code still says how it went.
            log.Write($"the result could not be written to {path}: {Text.Clean(e.Message)}");
        }
    }
}
