using SegmentOperator.RunContract;
using SegmentOperator.SalesforceSim;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class TargetFaultTests
{
    private const string DeployPath = "/services/data/vNN.0/metadata/deployRequest";
    private const string ProbePath = "/services/data/vNN.0/";

    [Fact]
    public async Task A_revoked_token_is_refused_before_anything_starts()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Org.RevokeAllSessions();

        Assert.Equal(RunExitCodes.AuthRefused, await stage.RunAsync());

        Assert.Contains("INVALID_SESSION_ID", stage.Result.Message);
        Assert.Empty(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task A_user_who_may_not_deploy_is_refused()
    {
        await using var stage = await Stage.StartAsync(o => o with { Users = [o.Users[0] with { MayDeploy = false }] });
        await stage.PrepareAsync();

        Assert.Equal(RunExitCodes.AuthRefused, await stage.RunAsync());
    }

    [Fact]
    public async Task An_org_that_is_busy_when_asked_first_is_asked_again()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(ProbePath) { Status = 503, Body = "<html>busy</html>", Times = 2 });

        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());

        Assert.Single(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task An_org_that_nobody_answers_for_is_unreachable()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(ProbePath) { Status = 503, RetryAfter = 0, Times = 5 });

        Assert.Equal(RunExitCodes.TargetUnreachable, await stage.RunAsync());

        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
    }

    [Fact]
    public async Task A_package_whose_answer_was_lost_is_never_handed_over_again()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "POST", AbortAfter = true });

        Assert.Equal(RunExitCodes.OutcomeUnknown, await stage.RunAsync());

        Assert.Equal(RunTargetState.Unknown, stage.Result.TargetState);
        Assert.Single(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task A_server_error_in_answer_to_the_package_is_an_unknown_outcome_too()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "POST", Status = 502, Body = "<html>bad gateway</html>" });

        Assert.Equal(RunExitCodes.OutcomeUnknown, await stage.RunAsync());

        Assert.Empty(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task Faults_while_watching_are_outlived()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "GET", Abort = true });
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "GET", Status = 500, Body = "[]" });
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "GET", Status = 200, Body = "<html>login</html>" });
        stage.Org.Faults.Add(new SimFault(DeployPath) { Method = "GET", Status = 429, RetryAfter = 0 });

        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());

        Assert.True(stage.Org.Faults.AllUsedUp);
        Assert.Single(stage.Org.Org.Deployments);
    }

    [Fact]
    public async Task A_token_that_dies_during_the_deployment_leaves_an_unknown_outcome()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        stage.Org.Faults.Add(new SimFault(DeployPath)
        {
            Method = "GET",
            Status = 401,
            Body = """[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]""",
        });

        Assert.Equal(RunExitCodes.OutcomeUnknown, await stage.RunAsync());

        Assert.NotNull(stage.Result.DeployId);
        Assert.Contains("no longer takes the credential", stage.Result.Message);
    }

    [Fact]
    public async Task An_org_without_the_api_version_refuses()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with
        {
            Target = new RunTarget { Salesforce = Stage.SalesforceOf(r) with { ApiVersion = "99.0" } },
        });

        Assert.Equal(RunExitCodes.DeploymentRefused, await stage.RunAsync());
    }
}
