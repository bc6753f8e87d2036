using SegmentOperator.Demo;

return args switch
{
    ["run", .. var rest] => await RunCommand.RunAsync(rest),
    ["demo", ..] => await DemoCommand.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: demo run [--port N] | demo demo");
    return 2;
}
