using SegmentOperator.RunContract;
using SegmentOperator.SalesforceSim;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class StopTests
{
    [Fact]
    public async Task Told_to_stop_the_run_cancels_its_deployment_and_waits_for_the_org_to_say_so()
    {
        await using var stage = await Stage.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(20) });
        await stage.PrepareAsync();
        using var stop = new StopSignal();
        var run = stage.RunAsync(stop);
        await stage.UntilDeployingAsync();

        stop.Stop(RunReasons.Cancelled);

        Assert.Equal(RunExitCodes.Cancelled, await run);
        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
        Assert.Equal("Canceled", Assert.Single(stage.Org.Org.Deployments).Status);
        Assert.Empty(stage.Org.Org.Components);
    }

    [Fact]
    public async Task At_its_deadline_the_run_cancels_its_deployment()
    {
        await using var stage = await Stage.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(30) });
        await stage.PrepareAsync(change: r => r with { Deadline = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(3) });

        Assert.Equal(RunExitCodes.DeadlineExceeded, await stage.RunAsync());

        Assert.DoesNotContain(stage.Org.Org.Deployments, d => d.Status is not ("Canceled" or "Canceling"));
    }

    [Fact]
    public async Task A_run_past_its_deadline_starts_nothing()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with { Deadline = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1) });

        Assert.Equal(RunExitCodes.DeadlineExceeded, await stage.RunAsync());

        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
        Assert.Empty(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task A_deployment_that_finishes_before_it_can_be_cancelled_is_a_success()
    {
        await using var stage = await Stage.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(3), CancelComesTooLate = true });
        await stage.PrepareAsync();
        using var stop = new StopSignal();
        var run = stage.RunAsync(stop);
        await stage.UntilDeployingAsync();

        stop.Stop(RunReasons.Cancelled);

        Assert.Equal(RunExitCodes.Succeeded, await run);
        Assert.Equal(RunTargetState.Changed, stage.Result.TargetState);
        Assert.Contains("before it could be cancelled", stage.Result.Message);
    }

    [Fact]
    public async Task A_stop_during_the_hand_over_waits_for_the_orgs_answer()
    {
        await using var stage = await Stage.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(20) });
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault("/services/data/vNN.0/metadata/deployRequest") { Method = "POST", Delay = TimeSpan.FromSeconds(1) });
        using var stop = new StopSignal();
        var run = stage.RunAsync(stop);
        await stage.UntilAsync(() => stage.Org.Faults.AllUsedUp);

        stop.Stop(RunReasons.Cancelled);

        Assert.Equal(RunExitCodes.Cancelled, await run);
        Assert.Equal("Canceled", Assert.Single(stage.Org.Org.Deployments).Status);
    }
}
