using SegmentOperator.Stage;

namespace SegmentOperator.Demo;

/// <summary>Plays the whole story without a person; exits 0 only if every step came out so.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync()
    {
        var directory = Path.Combine(Checkout.Root, "artifacts", "demo");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        var started = TimeProvider.System.GetTimestamp();
        var failed = 0;
        await using var world = await World.StartAsync(new WorldOptions { Directory = directory });
        var story = new Story(world);
        foreach (var (number, title, play) in story.Steps)
        {
            var stepStarted = TimeProvider.System.GetTimestamp();
            string outcome;
            try
            {
                outcome = await play();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed++;
                outcome = $"FAILED: {e.Message}";
            }

            var elapsed = TimeProvider.System.GetElapsedTime(stepStarted);
            Console.WriteLine($"({number}) {title,-58} {elapsed.TotalSeconds,6:0.0} s  {outcome}");
            // Each step stands on the ones before it.
            if (failed > 0)
                break;
        }

        var total = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine(failed == 0
            ? $"All {story.Steps.Count} steps came out as told, in {total.TotalSeconds:0} s."
            : $"The story broke off; the operator's log is {Path.Combine(directory, "operator.log")}.");
        return failed == 0 ? 0 : 1;
    }
}
