using System.CommandLine;
using SegmentOperator.Cli.Commands;

namespace SegmentOperator.Cli;

/// <summary>The plugin's commands. Each works with the caller's own kubeconfig and rights.</summary>
internal static class PluginCommands
{
    public static RootCommand Create(TextWriter output, TextWriter errors) => Create(new CommandContext(output, errors, TextReader.Null, IsTerminal: false));

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
