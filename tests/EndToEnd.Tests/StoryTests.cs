using System.Diagnostics;
using SegmentOperator.Stage;
using Xunit.Abstractions;

namespace SegmentOperator.EndToEnd;

/// <summary>`make demo` is a promise of its own: the program, as a person starts it.</summary>
public sealed class StoryTests(ITestOutputHelper output)
{
    [OwnClusterFact]
    public async Task The_whole_story_comes_out_as_told()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Checkout.Built("tests/Demo"), "demo.dll"), "demo"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var demo = Process.Start(start)!;
        var told = await demo.StandardOutput.ReadToEndAsync();
        await demo.WaitForExitAsync();
        output.WriteLine(told);
        Assert.Equal(0, demo.ExitCode);
        foreach (var step in Enumerable.Range(1, 9))
            Assert.Matches($@"(?m)^\({step}\) .* s  \S", told);
    }
}
