using SegmentOperator.Manager.Hosting;

return await CommandLine.Create().Parse(args).InvokeAsync();
