using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Signing;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd;

[Collection(ProductionCollection.Name)]
public sealed class DecisionTests(Production production)
{
    [Fact]
    public async Task An_ordinary_change_shows_what_is_in_it_how_risky_it_is_and_what_each_rule_said()
    {
        var name = production.Name("ordinary");
        await ApplyAsync(name, "rules: [{name: small, when: package.files > 1000, then: Deny, message: Too large.}]");
        var request = await RequestAsync(name, production.Revenue);
        var status = (await production.EndedAsync(request)).Status!;
        Assert.Equal(DeploymentPhase.Succeeded, status.Phase);
        Assert.Equal("SalesforceMetadata", status.Inspection!.Type);
        Assert.True(status.Inspection.ByType["CustomField"] > 3);
        Assert.StartsWith("sha256:", status.Inspection.Digest, StringComparison.Ordinal);
        Assert.Equal(status.Risk!.Score, status.Risk.Factors.Sum(factor => factor.Share));
        var rule = Assert.Single(status.Decision!.Rules, rule => rule is { Source: "segment", Name: "small" });
        Assert.Equal(RuleVerdict.Allow, rule.Verdict);
        Assert.Contains(status.Decision.Rules, rule => rule is { Source: "gdpr/1", Control: "Art. 25(2)" });
    }

    [Fact]
    public async Task A_rule_that_denies_is_named_with_its_reason_and_nothing_runs()
    {
        var name = production.Name("denying");
        await ApplyAsync(name, "rules: [{name: no-apex, when: \"package.components.exists(c, c.type == 'ApexClass')\", then: Deny, message: Apex goes through the platform team.}]");
        var ended = await production.EndedAsync(await RequestAsync(name, production.Revenue));
        Assert.Equal((DeploymentPhase.Denied, "RuleDenied"), (ended.Status!.Phase, ended.Status.Reason));
        Assert.Contains("segment/no-apex: Apex goes through the platform team.", ended.Status.Message, StringComparison.Ordinal);
        Assert.Equal("False", ended.Status.Conditions.Single(condition => condition.Type == "Decided").Status);
        Assert.Null(ended.Status.Run);
    }

    [Fact]
    public async Task A_rule_that_warns_is_told_as_an_Event_and_the_change_goes_on()
    {
        var name = production.Name("warning");
        await ApplyAsync(name, "rules: [{name: staged, enforcement: Warn, when: package.files > 0, then: Deny, message: Soon refused.}, {name: watched, enforcement: Audit, when: package.files > 0, then: Deny}]");
        var request = await RequestAsync(name, production.Revenue);
        var told = (await production.EventsOfAsync(await production.SucceededAsync(request))).Where(text => text.Contains("RuleWarned", StringComparison.Ordinal));
        Assert.Equal(["Warning RuleWarned: segment/staged: Soon refused."], told.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_is_outside_of_the_segment_is_denied_and_listed_with_the_segment_that_claims_it()
    {
        var (name, other) = (production.Name("inside"), production.Name("payroll"));
        await ApplyAsync(name, "");
        await production.World.Admin.ApplyYamlAsync(Manifest(other, "").Replace("names: [Invoice__c, Invoice_Line__c]", "names: [Payroll__c]", StringComparison.Ordinal));
        await production.ReadyAsync(other);
        var files = production.Revenue
            .Select(file => file.Path == "package.xml" ? PackageFile.Text("package.xml", System.Text.Encoding.UTF8.GetString([.. file.Content]).Replace("<members>Invoice__c</members>\n        <members>Invoice_Line__c", "<members>Payroll__c</members>\n        <members>Invoice__c</members>\n        <members>Invoice_Line__c", StringComparison.Ordinal)) : file)
            .Append(PackageFile.Text("objects/Payroll__c.object", "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Payroll</label></CustomObject>"));
        var ended = await production.EndedAsync(await RequestAsync(name, files));
        Assert.Equal(DeploymentPhase.Denied, ended.Status!.Phase);
        Assert.Equal([$"CustomObject:Payroll__c (of the segment {other})"], ended.Status.Inspection!.OutOfScope);
        Assert.Contains($"Payroll__c (of the segment {other})", ended.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_waits_for_its_window_and_says_when_that_opens()
    {
        var name = production.Name("windows");
        await ApplyAsync(name, "windows: {allow: [{name: leap, schedule: \"0 8 29 2 *\", duration: 1h, timeZone: Europe/Berlin}]}");
        var request = await RequestAsync(name, production.Revenue);
        var waiting = await production.RequestIsAsync(request, status => status.Reason == "WindowClosed");
        Assert.Equal(DeploymentPhase.Queued, waiting.Status!.Phase);
        Assert.Equal((29, 2), (waiting.Status.Window!.NextOpen!.Value.Day, waiting.Status.Window.NextOpen.Value.Month));
        Assert.False(waiting.Status.Window.Open);

        // Waiting requests are decided again when the segment changes.
        await ApplyAsync(name, "windows: {allow: [{name: always, schedule: \"0 * * * *\", duration: 1h}]}");
        await production.SucceededAsync(request);
    }

    [Fact]
    public async Task Rules_that_are_not_valid_keep_the_segment_from_Ready_and_show_the_place()
    {
        var name = production.Name("invalid");
        await production.World.Admin.ApplyYamlAsync(Manifest(name, "rules: [{name: slip, when: \"package.componentz.size() > 1\", then: Deny}]"));
        var segment = await production.SegmentIsAsync(name, "RulesValid", "False");
        var message = segment.Status!.Conditions.Single(condition => condition.Type == "RulesValid").Message;
        Assert.Contains("slip:1:8: undefined field 'componentz'", message, StringComparison.Ordinal);
        Assert.Contains("^", message, StringComparison.Ordinal);
        Assert.Contains("Did you mean components?", message, StringComparison.Ordinal);
        Assert.Equal("RulesInvalid", segment.Status.Conditions.Single(condition => condition.Type == "Ready").Reason);
        await production.World.Admin.DeleteAsync<Segment>(name, null, new DeleteOptions(), default);
    }

    private static string Manifest(Production production, string name, string more) =>
        production.Segment(name, name) + (more.Length == 0 ? "" : $"\n  {more}");

    private string Manifest(string name, string more) => Manifest(production, name, more);

    private async Task ApplyAsync(string name, string more)
    {
        await production.World.Admin.ApplyYamlAsync(Manifest(name, more));
        await production.ReadyAsync(name);
    }

    private async Task<string> RequestAsync(string segment, IEnumerable<PackageFile> files) =>
        await production.RequestAsync(await production.World.PushAsync($"sf/{segment}/revenue", "1", files, production.World.FinanceKey), segment);
}
