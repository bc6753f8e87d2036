using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Stage;

namespace SegmentOperator.Benchmarks;

/// <summary>A world in a temporary directory.</summary>
internal static class Scene
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Task<World> SetAsync() =>
        World.StartAsync(new WorldOptions { Directory = Directory.CreateTempSubdirectory("bench-").FullName, DeployDuration = TimeSpan.FromMilliseconds(20) });

    public static Task<Segment> ReadyAsync(World world, string name) =>
        world.UntilAsync<Segment>(name, null, segment => segment.Status?.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" }) == true, _ => "not Ready", Patience);
}
