using SegmentOperator.Generator;

return Commands.Run(args, Console.Out, Console.Error);
