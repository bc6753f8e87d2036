using SegmentOperator.SalesforceSim;

return await SalesforceSimProgram.RunAsync(args);
