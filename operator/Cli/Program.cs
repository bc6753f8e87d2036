using SegmentOperator.Cli;
using SegmentOperator.Cli.Commands;

var terminal = !Console.IsOutputRedirected && !Console.IsInputRedirected;
return await PluginCommands.Create(new CommandContext(Console.Out, Console.Error, Console.In, terminal)).Parse(args).InvokeAsync();
