using SegmentOperator.Runner;

return await RunnerProgram.RunAsync(args, Console.Out, TimeProvider.System);
