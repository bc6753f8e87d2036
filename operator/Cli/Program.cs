using SegmentOperator.Cli;

return await PluginCommands.Create(Console.Out, Console.Error).Parse(args).InvokeAsync();
