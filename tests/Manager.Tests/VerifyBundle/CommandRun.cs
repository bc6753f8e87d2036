using System.CommandLine;

namespace SegmentOperator.Manager.VerifyBundle;

/// <summary>The program's command line, run in this process.</summary>
internal static class CommandRun
{
    public static (int ExitCode, string Said) Of(params string[] arguments)
    {
        using var said = new StringWriter();
        var exit = Hosting.CommandLine.InvokeAsync(arguments, new InvocationConfiguration { Output = said, Error = said }).GetAwaiter().GetResult();
        return (exit, said.ToString());
    }
}
