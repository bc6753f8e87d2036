using SegmentOperator.RunContract;
using SegmentOperator.Signing;

namespace SegmentOperator.Runner.Tests.EndToEnd;

public sealed class DeployTests
{
    [Fact]
    public async Task A_good_package_goes_into_the_org_once()
    {
        await using var stage = await Stage.StartAsync();
        var request = await stage.PrepareAsync();

        var exitCode = await stage.RunAsync();

        Assert.Equal(RunExitCodes.Succeeded, exitCode);
        var result = stage.Result;
        Assert.Equal((RunReasons.Succeeded, RunTargetState.Changed), (result.Reason, result.TargetState));
        Assert.Equal(request.Artifact.Digest, result.Digest);
        Assert.Equal(request.RequestUid, result.RequestUid);
        var deployment = Assert.Single(stage.Org.Org.Deployments);
        Assert.Equal((deployment.Id, "Succeeded"), (result.DeployId, result.TargetStatus));
        Assert.Equal(result.LayerDigest, "sha256:" + deployment.ZipSha256);
        Assert.Equal((0, 3), (result.Components!.Failed, result.Tests!.Succeeded));
        Assert.Contains("CustomField:Invoice__c.Amount__c", stage.Org.Org.Components.Keys);
        Assert.Contains("PermissionSet:Revenue_Operations", stage.Org.Org.Components.Keys);
    }

    [Fact]
    public async Task A_package_in_one_top_folder_is_deployed_too()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(Stage.Revenue.Select(f => f with { Path = "revenue/" + f.Path }));

        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());

        Assert.Contains("Flow:Invoice_Overdue_Flag", stage.Org.Org.Components.Keys);
    }

    [Fact]
    public async Task A_validation_changes_nothing_and_can_be_deployed_quickly_afterwards()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with { Operation = RunOperation.Validate });
        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());
        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
        Assert.Empty(stage.Org.Org.Components);

        await stage.PrepareAsync(change: r => r with
        {
            Operation = RunOperation.QuickDeploy,
            Target = new RunTarget { Salesforce = Stage.SalesforceOf(r) with { ValidatedDeployId = stage.Result.DeployId } },
        });

        Assert.Equal(RunExitCodes.Succeeded, await stage.RunAsync());
        Assert.Equal(RunTargetState.Changed, stage.Result.TargetState);
        Assert.NotEmpty(stage.Org.Org.Components);
        Assert.Equal([true, false], stage.Org.Org.Deployments.Select(d => d.CheckOnly));
    }

    [Fact]
    public async Task A_quick_deployment_of_an_unknown_validation_is_refused()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(change: r => r with
        {
            Operation = RunOperation.QuickDeploy,
            Target = new RunTarget { Salesforce = Stage.SalesforceOf(r) with { ValidatedDeployId = "0Afxx0000000123" } },
        });

        Assert.Equal(RunExitCodes.DeploymentRefused, await stage.RunAsync());
    }

    [Fact]
    public async Task Components_that_do_not_fit_are_named_and_nothing_changes()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(Stage.RevenueWith(
            "permissionsets/Revenue_Operations.permissionset", t => t.Replace("Invoice__c.Overdue__c", "Invoice__c.Gone__c")));

        Assert.Equal(RunExitCodes.DeploymentRefused, await stage.RunAsync());

        var result = stage.Result;
        Assert.Equal(RunTargetState.Unchanged, result.TargetState);
        var failure = Assert.Single(result.Failures);
        Assert.Equal(("PermissionSet", "Revenue_Operations"), (failure.Kind, failure.Name));
        Assert.Contains("no CustomField named Invoice__c.Gone__c found", failure.Problem);
        Assert.NotNull(failure.Line);
        Assert.Empty(stage.Org.Org.Components);
    }

    [Fact]
    public async Task Hundreds_of_failures_still_fit_into_a_termination_message()
    {
        await using var stage = await Stage.StartAsync();
        var fields = string.Concat(Enumerable.Range(0, 300).Select(i =>
            $"<fieldPermissions><editable>false</editable><field>Invoice__c.Missing_{i}__c</field><readable>true</readable></fieldPermissions>"));
        await stage.PrepareAsync(Stage.RevenueWith(
            "permissionsets/Revenue_Operations.permissionset", t => t.Replace("<hasActivationRequired>", fields + "<hasActivationRequired>")));

        Assert.Equal(RunExitCodes.DeploymentRefused, await stage.RunAsync());

        Assert.InRange(new FileInfo(stage.TerminationLog).Length, 1, RunPaths.MaxTerminationMessageBytes);
        Assert.Equal(300, stage.Result.Failures.Count + stage.Result.FailuresOmitted);
        Assert.NotEmpty(stage.Result.Failures);
    }

    [Theory]
    [InlineData("Assert.areEqual(0, InvoiceTotals.sum(new List<Invoice_Line__c>()));", "Assert.areEqual(0, 1);", "ApexTest")]
    [InlineData("@IsTest\nprivate class", "private class", "ApexCoverage")]
    public async Task Tests_and_coverage_that_fail_are_told_apart_from_components(string old, string @new, string kind)
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(Stage.RevenueWith("classes/InvoiceTotalsTest.cls", t => t.Replace(old, @new)));

        Assert.Equal(RunExitCodes.TestsFailed, await stage.RunAsync());

        Assert.Equal(RunTargetState.Unchanged, stage.Result.TargetState);
        Assert.Contains(stage.Result.Failures, f => f.Kind == kind);
    }

    [Fact]
    public async Task The_token_is_in_no_line_and_in_no_result()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync();
        await stage.RunAsync();
        stage.Org.Org.RevokeAllSessions();
        await stage.RunAsync();

        Assert.DoesNotContain(stage.Token, stage.Log.ToString());
        Assert.DoesNotContain(stage.Token, File.ReadAllText(stage.TerminationLog));
        Assert.DoesNotContain("InvoiceException", stage.Log.ToString());
    }

    [Fact]
    public async Task A_bomb_in_the_registry_never_reaches_the_org()
    {
        await using var stage = await Stage.StartAsync();
        await stage.PrepareAsync(Stage.Revenue.Append(new PackageFile("staticresources/Zeros.resource", new byte[8 * 1024 * 1024])));

        Assert.Equal(RunExitCodes.PackageUnsafe, await stage.RunAsync());

        Assert.Contains("times its packed size", stage.Result.Message);
        Assert.Empty(stage.Org.Org.Deployments);
    }
}
