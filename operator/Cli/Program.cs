using SegmentOperator.Cli;
using SegmentOperator.Cli.Commands;

var terminal = !Console.IsOutputRedirected && !Console.IsInputRedirected;
return await PluginCommands.RunAsync(new CommandContext(Console.Out, Console.Error, Console.In, terminal), args);
