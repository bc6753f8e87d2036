using System.CommandLine;

namespace SegmentOperator.Manager.PolicyCommands;

/// <summary><c>segment-operator policy</c>: tries rules before they bite.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Try a segment's rules before they bite.") { Test(), Replay() };

    private static Option<string> Output()
    {
        var output = new Option<string>("-o", "--output") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "json");
        return output;
    }

    private static Command Test()
    {
        var files = new Argument<string[]>("FILES") { Description = "YAML: a segment (its file, or the object), and tests with name, given and want.", Arity = ArgumentArity.OneOrMore };
        var output = Output();
        var command = new Command("test", "Run rules against given requests. Exit code 0: all came out as wanted. 1: some did not. 2: a file cannot be used.") { files, output };
        command.SetAction(result => Guard(result, () => PolicyTest.Run(result.GetValue(files)!, result.GetValue(output) == "json", result.InvocationConfiguration.Output)));
        return command;
    }

    private static Command Replay()
    {
        var segment = new Option<string>("--segment") { Description = "The changed Segment, a YAML file.", Required = true };
        var decisions = new Option<string>("--decisions") { Description = "A folder of decision records, as the operator keeps them with --decisions-dir.", Required = true };
        var output = Output();
        var command = new Command("replay", "Show which past decisions a changed Segment would decide differently. Exit code 0: none. 1: some. 2: a file cannot be used.") { segment, decisions, output };
        command.SetAction(result => Guard(result, () => PolicyReplay.Run(result.GetValue(segment)!, result.GetValue(decisions)!, result.GetValue(output) == "json", result.InvocationConfiguration.Output)));
        return command;
    }

    private static int Guard(ParseResult result, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            result.InvocationConfiguration.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
