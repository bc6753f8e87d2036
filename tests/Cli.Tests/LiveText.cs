namespace SegmentOperator.Cli;

/// <summary>What is written, to be looked at while it is written.</summary>
internal sealed class LiveText : StringWriter
{
    private readonly Lock _lock = new();

    public override void Write(char value)
    {
        lock (_lock)
            base.Write(value);
    }

    public override void Write(string? value)
    {
        lock (_lock)
            base.Write(value);
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteLineAsync(string? value)
    {
        Write(value + "\n");
        return Task.CompletedTask;
    }

    public override string ToString()
    {
        lock (_lock)
            return base.ToString();
    }

    public async Task UntilAsync(Func<string, bool> condition, TimeSpan patience)
    {
        for (var started = TimeProvider.System.GetTimestamp(); !condition(ToString()); await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System))
            Assert.True(TimeProvider.System.GetElapsedTime(started) < patience, $"it was not shown; shown was:\n{ToString()}");
    }
}
