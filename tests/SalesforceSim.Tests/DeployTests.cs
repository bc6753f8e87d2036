using System.Net;
using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Tests;

public sealed class DeployTests
{
    [Fact]
    public async Task A_deployment_waits_works_and_ends_and_only_then_is_the_org_changed()
    {
        await using var org = await TestOrg.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(10) });
        var deployer = await Deployer.LoginAsync(org);
        var first = await deployer.DeployAsync(SamplePackage.Revenue);
        var second = await deployer.DeployAsync(SamplePackage.Revenue);

        Assert.Equal(("InProgress", "Pending"), (await deployer.StatusAsync(first), await deployer.StatusAsync(second)));
        Assert.Empty(org.Sim.Org.Components);

        org.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(("Succeeded", "InProgress"), (await deployer.StatusAsync(first), await deployer.StatusAsync(second)));
        Assert.Contains("Layout:Invoice__c-Invoice Layout", org.Sim.Org.Components.Keys);

        org.Time.Advance(TimeSpan.FromSeconds(10));
        var result = await deployer.ResultAsync(second);
        Assert.True((bool)result["done"]!);
        Assert.All(result["details"]!["componentSuccesses"]!.AsArray(), c => Assert.False((bool)c!["changed"]!));
        Assert.Equal(2, org.Sim.Org.Deployments.Count);
    }

    [Fact]
    public async Task A_validation_changes_nothing_and_can_be_deployed_once()
    {
        await using var org = await TestOrg.StartAsync();
        var deployer = await Deployer.LoginAsync(org);
        var validation = await deployer.DeployAsync(SamplePackage.Revenue, new JsonObject { ["checkOnly"] = true, ["testLevel"] = "RunLocalTests" });
        org.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Succeeded", await deployer.StatusAsync(validation));
        Assert.Empty(org.Sim.Org.Components);

        var quick = await deployer.QuickDeployAsync(validation);
        Assert.Equal(HttpStatusCode.Created, quick.StatusCode);
        org.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEmpty(org.Sim.Org.Components);
        Assert.Equal(HttpStatusCode.NotFound, (await deployer.QuickDeployAsync(validation)).StatusCode);
    }

    [Fact]
    public async Task A_validation_older_than_ten_days_is_stale()
    {
        await using var org = await TestOrg.StartAsync(o => o with { SessionLifetime = TimeSpan.FromDays(30) });
        var deployer = await Deployer.LoginAsync(org);
        var validation = await deployer.DeployAsync(SamplePackage.Revenue, new JsonObject { ["checkOnly"] = true });
        org.Time.Advance(TimeSpan.FromDays(11));

        Assert.Equal(HttpStatusCode.NotFound, (await deployer.QuickDeployAsync(validation)).StatusCode);
    }

    [Fact]
    public async Task A_cancelled_deployment_changes_nothing_and_cannot_be_cancelled_again()
    {
        await using var org = await TestOrg.StartAsync(o => o with { DeployDuration = TimeSpan.FromSeconds(10) });
        var deployer = await Deployer.LoginAsync(org);
        var id = await deployer.DeployAsync(SamplePackage.Revenue);

        Assert.Equal(HttpStatusCode.Accepted, (await deployer.CancelAsync(id)).StatusCode);
        Assert.Equal("Canceling", await deployer.StatusAsync(id));
        org.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("Canceled", await deployer.StatusAsync(id));
        Assert.Empty(org.Sim.Org.Components);
        Assert.Equal(HttpStatusCode.BadRequest, (await deployer.CancelAsync(id)).StatusCode);
    }

    public static TheoryData<string, string, string, string> Misfits => new()
    {
        { "permissionsets/Revenue_Operations.permissionset", "Invoice__c.Overdue__c", "Invoice__c.Gone__c", "In field: field - no CustomField named Invoice__c.Gone__c found" },
        { "permissionsets/Revenue_Operations.permissionset", "<apexClass>InvoiceTotals<", "<apexClass>Gone<", "no ApexClass named Gone found" },
        { "objects/Invoice_Line__c.object", "<referenceTo>Invoice__c<", "<referenceTo>Gone__c<", "referenceTo value of 'Gone__c' does not resolve to a valid sObject type" },
        { "objects/Invoice_Line__c.object", "Quantity__c = 0", "Gone__c = 0", "Field Gone__c does not exist. Check spelling." },
        { "objects/Invoice__c.object", "</CustomObject>", "", "Error parsing file" },
        { "objects/Invoice__c.object", "CustomObject", "CustomThing", "invalid at this location in type CustomObject" },
        { "objects/Invoice__c.object", "    <label>Invoice</label>", "", "Must specify a non-empty label for the CustomObject" },
        { "flows/Invoice_Overdue_Flag.flow", "<object>Invoice__c<", "<object>Gone__c<", "doesn't exist" },
        { "layouts/Invoice__c-Invoice Layout.layout", "<field>Overdue__c<", "<field>Gone__c<", "no CustomField named Invoice__c.Gone__c found" },
        { "classes/InvoiceTotals.cls", "List<Invoice__c> changed", "List<Gone__c> changed", "Invalid type: Gone__c" },
        { "classes/InvoiceTotals.cls", "invoice.Amount__c = total", "invoice.Gone__c = total", "Variable does not exist: Gone__c" },
        { "classes/InvoiceTotals.cls", "return total;\n    }", "return total;", "Unexpected token" },
        { "package.xml", "<members>InvoiceTotals</members>", "<members>Gone</members>", "was named in package.xml, but was not found in zipped directory" },
        { "package.xml", "<members>InvoiceTotalsTest</members>", "", "Not in package.xml" },
        { "package.xml", "<name>Flow</name>", "<name>Flew</name>", "Entity type: 'Flew' is unknown" },
    };

    [Theory]
    [MemberData(nameof(Misfits))]
    public async Task What_does_not_fit_fails_in_words_that_people_know(string file, string old, string @new, string problem)
    {
        await using var org = await TestOrg.StartAsync();
        var deployer = await Deployer.LoginAsync(org);

        var id = await deployer.DeployAsync(SamplePackage.RevenueWith(file, old, @new));
        org.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await deployer.ResultAsync(id);
        Assert.Equal("Failed", (string?)result["status"]);
        Assert.Contains(result["details"]!["componentFailures"]!.AsArray(), f => ((string?)f!["problem"])!.Contains(problem, StringComparison.Ordinal));
        Assert.Empty(org.Sim.Org.Components);
    }

    [Theory]
    [InlineData("Assert.areEqual(25.00, invoice.Amount__c, 'The amount is the sum of both lines.');", "Assert.fail();\nAssert.isTrue(false);", 1, 0)]
    [InlineData("@IsTest\nprivate class", "private class", 0, 2)]
    public async Task Production_takes_Apex_only_with_tests_that_pass_and_cover(string old, string @new, int failures, int warnings)
    {
        await using var org = await TestOrg.StartAsync();
        var deployer = await Deployer.LoginAsync(org);

        var id = await deployer.DeployAsync(SamplePackage.RevenueWith("classes/InvoiceTotalsTest.cls", old, @new));
        org.Time.Advance(TimeSpan.FromSeconds(1));

        var result = await deployer.ResultAsync(id);
        Assert.Equal("Failed", (string?)result["status"]);
        var tests = result["details"]!["runTestResult"]!;
        Assert.Equal((failures, warnings), ((int)tests["numFailures"]!, tests["codeCoverageWarnings"]!.AsArray().Count));
    }

    [Fact]
    public async Task Options_that_production_forbids_are_refused_at_once()
    {
        await using var org = await TestOrg.StartAsync();
        var deployer = await Deployer.LoginAsync(org);

        var response = await deployer.PostAsync(SamplePackage.Revenue, new JsonObject { ["testLevel"] = "NoTestRun" });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("NoTestRun", (string?)(await response.JsonAsync())[0]!["message"]);
        Assert.Empty(org.Sim.Org.Deployments);
    }

    [Fact]
    public async Task A_sandbox_that_may_deploy_in_part_keeps_what_fits()
    {
        await using var org = await TestOrg.StartAsync(o => o with { Production = false });
        var deployer = await Deployer.LoginAsync(org);

        var id = await deployer.DeployAsync(
            SamplePackage.RevenueWith("flows/Invoice_Overdue_Flag.flow", "<object>Invoice__c<", "<object>Gone__c<"),
            new JsonObject { ["rollbackOnError"] = false });
        org.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("SucceededPartial", await deployer.StatusAsync(id));
        Assert.Contains("CustomObject:Invoice__c", org.Sim.Org.Components.Keys);
        Assert.DoesNotContain("Flow:Invoice_Overdue_Flag", org.Sim.Org.Components.Keys);
    }

    [Fact]
    public async Task Destructive_changes_take_components_away()
    {
        await using var org = await TestOrg.StartAsync();
        var deployer = await Deployer.LoginAsync(org);
        await deployer.DeployAsync(SamplePackage.Revenue);
        org.Time.Advance(TimeSpan.FromSeconds(1));

        await deployer.DeployAsync(SamplePackage.Of(
            ("package.xml", SamplePackage.Manifest()), ("destructiveChanges.xml", SamplePackage.Manifest(("CustomTab", "Invoice__c")))));
        org.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.DoesNotContain("CustomTab:Invoice__c", org.Sim.Org.Components.Keys);
        Assert.Contains("CustomObject:Invoice__c", org.Sim.Org.Components.Keys);
    }
}
