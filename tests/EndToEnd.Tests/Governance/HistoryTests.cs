using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>What stays of what has ended, for how long, and who must confirm what goes on.</summary>
[Collection(ProductionCollection.Name)]
public sealed class HistoryTests(Production production)
{
    [Fact]
    public async Task What_has_ended_stays_for_the_retention_and_then_goes_with_its_Approvals_after_it_was_written_down()
    {
        var segment = await production.SegmentAsync("history", People.TwoRoles + "\n  evidence: {retention: 4s}");
        var grant = production.Name("past");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, segment, "10m"));
        var waiting = await production.GrantIsAsync(grant, status => status is { Phase: GrantPhase.AwaitingApproval, Review: not null });
        var denial = await production.DecideAsync("carol", waiting, "manager", decision: ApprovalDecision.Deny);
        var request = production.Name("past");
        await production.Alice.ApplyYamlAsync(WorldManifests.Request(request, segment, "registry.invalid/x:1"));
        await production.EndedAsync(request);
        await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Denied);

        await production.GoneAsync<AccessGrant>(grant, World.TeamNamespace);
        await production.GoneAsync<DeploymentRequest>(request, World.TeamNamespace);
        await production.GoneAsync<Approval>(denial, World.TeamNamespace);
        var log = await production.LogAsync();
        Assert.Contains($"History of AccessGrant {World.TeamNamespace}/{grant} (uid {waiting.Metadata.Uid}) of the segment {segment}", log, StringComparison.Ordinal);
        Assert.Contains("alice asked for investigator for User bob", log, StringComparison.Ordinal);
        Assert.Contains("carol Deny Approval manager at", log, StringComparison.Ordinal);
        Assert.Contains($"History of DeploymentRequest {World.TeamNamespace}/{request}", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_owner_has_not_confirmed_in_time_exceptions_count_no_more_and_the_segment_says_so()
    {
        var segment = await production.SegmentAsync("review", "", yaml => yaml.Replace("reviewEvery: 90d", "reviewEvery: 15s", StringComparison.Ordinal));
        var overdue = await production.SegmentIsAsync(segment, "Reviewed", "False");
        Assert.Equal("ReviewOverdue", overdue.Status!.Conditions.Single(condition => condition.Type == "Reviewed").Reason);
        await production.ToldAsync(overdue, "Warning ReviewOverdue: ");
        Assert.Equal(1, await production.GaugeAsync("segment_recertification_overdue", segment));

        // mallory owns nothing; erin is among the owners.
        await production.JudgedAsync(await production.DecideAsync("mallory", overdue, null, ApprovalPurpose.Recertification), ApprovalState.Void, "RoleNotHeld");
        var confirmation = await production.DecideAsync("erin", overdue, null, ApprovalPurpose.Recertification);
        await production.JudgedAsync(confirmation, ApprovalState.Counted, "Counted");
        var confirmed = await production.World.UntilAsync<Segment>(segment, null, found => found.Status?.ReviewedAt is not null, found => $"{found.Status?.NextReviewAt:u}", Production.Patience);
        Assert.Equal(TimeSpan.FromSeconds(15), confirmed.Status!.NextReviewAt - confirmed.Status.ReviewedAt);
        Assert.NotEqual(overdue.Status.Review!.Digest, confirmed.Status.Review!.Digest);

        // One confirmation is for one term.
        var again = await production.World.UntilAsync<Segment>(
            segment, null, found => found.Status?.ReviewedAt is not null && found.Status.Conditions.Any(condition => condition is { Type: "Reviewed", Status: "False" }) && found.Status.NextReviewAt <= TimeProvider.System.GetUtcNow(), _ => "not overdue again", Production.Patience);
        Assert.Equal(confirmed.Status.ReviewedAt, again.Status!.ReviewedAt);
    }

    [Fact]
    public async Task An_exception_of_an_overdue_segment_excepts_nothing()
    {
        const string Exceptions = "\n  - {name: payroll, type: Component, subject: \"CustomTab:Payroll__c\", justification: For the quarter end.}";
        var segment = await production.SegmentAsync("exception", Exceptions);
        var files = production.Revenue
            .Select(file => file.Path == "package.xml" ? Signing.PackageFile.Text("package.xml", System.Text.Encoding.UTF8.GetString([.. file.Content]).Replace("<members>Invoice__c</members>\n        <name>CustomTab", "<members>Invoice__c</members>\n        <members>Payroll__c</members>\n        <name>CustomTab", StringComparison.Ordinal)) : file)
            .Append(Signing.PackageFile.Text("tabs/Payroll__c.tab", "<CustomTab xmlns=\"http://soap.sforce.com/2006/04/metadata\"><customObject>true</customObject><motif>Custom20: Airplane</motif></CustomTab>"))
            .ToList();
        var artifact = await production.World.PushAsync($"sf/{segment}/revenue", "1", files, production.World.FinanceKey);
        var passed = await production.EndedAsync(await production.RequestAsync(artifact, segment));
        Assert.True(passed.Status!.Reason != "RuleDenied", World.Describe(passed));
        await production.PatchAsync(segment, """{"governance": {"reviewEvery": "1s"}}""");
        await production.SegmentIsAsync(segment, "Reviewed", "False");
        var name = await production.RequestAsync(artifact, segment);
        // Where there are more segments than the limit, the segment's own exception from that is gone as well.
        var stopped = await production.RequestIsAsync(name, status => status.Reason is "RuleDenied" or "SegmentNotReady");
        Assert.Contains(stopped.Status!.Reason == "RuleDenied" ? "Payroll__c" : "limit", stopped.Status.Message, StringComparison.Ordinal);
    }
}
