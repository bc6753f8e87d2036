using SegmentOperator.Manager.Hosting;

return await CommandLine.InvokeAsync(args);
