using System.Diagnostics;
using System.Runtime.InteropServices;
using SegmentOperator.RunContract;

namespace SegmentOperator.Runner.Tests.EndToEnd;

/// <summary>The program itself, as a kubelet starts and ends it.</summary>
public sealed partial class ProcessTests
{
    private const int Sigterm = 15;

    [Fact]
    public async Task The_program_deploys_and_ends_with_0()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        using var runner = Start(stage);

        var output = await runner.StandardOutput.ReadToEndAsync();
        await runner.WaitForExitAsync();

        Assert.Equal(RunExitCodes.Succeeded, runner.ExitCode);
        Assert.Equal(RunReasons.Succeeded, stage.Result.Reason);
        Assert.Contains("the org took the package", output);
        Assert.DoesNotContain(stage.Token, output);
    }

    [Fact]
    public async Task SIGTERM_cancels_the_deployment_in_the_org()
    {
        await using var stage = await Stage.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(30) });
        await stage.PrepareAsync();
        using var runner = Start(stage);
        await stage.UntilDeployingAsync();

        Assert.Equal(0, Kill(runner.Id, Sigterm));
        await runner.StandardOutput.ReadToEndAsync();
        await runner.WaitForExitAsync();

        Assert.Equal(RunExitCodes.Cancelled, runner.ExitCode);
        Assert.Equal((RunReasons.Cancelled, RunTargetState.Unchanged), (stage.Result.Reason, stage.Result.TargetState));
        Assert.Equal("Canceled", Assert.Single(stage.Org.Org.Deployments).Status);
    }

    [Fact]
    public async Task Without_a_place_for_the_result_the_exit_code_still_tells()
    {
        using var folder = new RunFolder();
        var start = new ProcessStartInfo(Program(), ["--credentials", "/nowhere", "--termination-log", "/nowhere/log"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var runner = Process.Start(start)!;

        var output = await runner.StandardOutput.ReadToEndAsync();
        await runner.WaitForExitAsync();

        Assert.Equal(RunExitCodes.BadInput, runner.ExitCode);
        Assert.Contains("could not be written", output);
    }

    private static Process Start(Stage stage) =>
        Process.Start(new ProcessStartInfo(Program(), stage.Arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;

    private static string Program() => Path.Combine(AppContext.BaseDirectory, "segment-runner");

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
