using System.CommandLine;
using System.CommandLine.Invocation;
using SegmentOperator.Cli.Commands;

namespace SegmentOperator.Cli;

/// <summary>The plugin's commands. Each works with the caller's own kubeconfig and rights.</summary>
internal static class PluginCommands
{
    public static RootCommand Create(TextWriter output, TextWriter errors) => Create(new CommandContext(output, errors, TextReader.Null, IsTerminal: false));

    /// <summary>Runs one command line. One that cannot be read gets its error and a hint, as kubectl does it, and not pages of help.</summary>
    public static async Task<int> RunAsync(CommandContext context, IReadOnlyList<string> args)
    {
        var result = Create(context).Parse(args.Count == 0 ? ["--help"] : args);
        var invocation = new InvocationConfiguration { Output = context.Output, Error = context.Errors };
        if (result.Action is not ParseErrorAction)
            return await result.InvokeAsync(invocation);
        foreach (var error in result.Errors)
            await context.Errors.WriteLineAsync($"error: {error.Message}");
        var command = result.CommandResult.Command;
        await context.Errors.WriteLineAsync($"See 'kubectl segment {(command is RootCommand ? "" : command.Name + " ")}--help' for usage.");
        return 1;
    }

    public static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("Ask for deployments and access in a segment, decide on them, and see how they stand.") { CommonOptions.Kubeconfig, CommonOptions.Context, CommonOptions.Namespace };
        foreach (var command in (Command[])
        [
            GetCommand.Get(context), GetCommand.Watch(context),
            AskCommands.Request(context), AskCommands.Access(context), AskCommands.BreakGlass(context),
            DecideCommands.Review(context), DecideCommands.Approve(context), DecideCommands.Deny(context), DecideCommands.Revoke(context),
            TellCommands.Explain(context), TellCommands.Access(context), TellCommands.Verify(context),
        ])
        {
            root.Subcommands.Add(command);
        }

        return root;
    }
}
