namespace SegmentOperator.Runner.Tests.EndToEnd;

internal static class StageWaits
{
    public static Task UntilDeployingAsync(this Stage stage) => stage.UntilAsync(() => stage.Org.Org.Deployments.Count > 0);

    public static async Task UntilAsync(this Stage stage, Func<bool> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"Not so after 30 seconds. The run's log:\n{stage.Log}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
