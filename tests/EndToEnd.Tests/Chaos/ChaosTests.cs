using SegmentOperator.Stage;
using Xunit.Abstractions;

namespace SegmentOperator.EndToEnd.Chaos;

[Collection(nameof(ChaosTests))]
public sealed class ChaosTests(ITestOutputHelper output)
{
    [DevClusterFact]
    public async Task A_storm_of_faults_ends_in_the_same_final_state_as_calm()
    {
        var seed = Storm.Seed ?? 1;
        output.WriteLine($"make chaos SEED={seed}");
        var states = await Task.WhenAll(Story.PlayAsync(null), Story.PlayAsync(seed));

        output.WriteLine(string.Join('\n', states[0]));
        var (calm, storm) = (states[0], states[1]);
        Assert.True(calm.SequenceEqual(storm), $"SEED={seed}. Only in calm: {string.Join("; ", calm.Except(storm))}. Only in the storm: {string.Join("; ", storm.Except(calm))}.");
    }
}
