using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.EndToEnd.Governance;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.RedTeam;

/// <summary>Attacks on the policies themselves, by a cluster admin.</summary>
[Collection(ProductionCollection.Name)]
public sealed class PolicyTamperingTests(Production production)
{
    [Fact]
    public Task A_binding_that_is_deleted_stops_everything_new() => TamperAsync(
        admin => admin.DeleteAsync<ValidatingAdmissionPolicyBinding>("segment-operator-identity", null, new DeleteOptions(), default),
        "ValidatingAdmissionPolicyBinding segment-operator-identity is missing");

    [Fact]
    public Task A_policy_that_is_deleted_stops_everything_new() => TamperAsync(
        admin => admin.DeleteAsync<ValidatingAdmissionPolicy>("segment-operator-no-entry", null, new DeleteOptions(), default),
        "ValidatingAdmissionPolicy segment-operator-no-entry is missing");

    [Fact]
    public Task A_binding_that_only_warns_stops_everything_new() => TamperAsync(
        admin => admin.PatchAsync<ValidatingAdmissionPolicyBinding>("segment-operator-status", null, Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["validationActions"] = new JsonArray("Warn") } }), new PatchOptions { FieldManager = "test" }, default),
        "ValidatingAdmissionPolicyBinding segment-operator-status is not as it is shipped");

    [Fact]
    public Task A_policy_that_looks_away_for_somebody_stops_everything_new() => TamperAsync(
        admin => admin.PatchAsync<ValidatingAdmissionPolicy>(
            "segment-operator-identity", null,
            Patch.Merge(new JsonObject { ["spec"] = new JsonObject { ["matchConditions"] = new JsonArray(new JsonObject { ["name"] = "not-me", ["expression"] = "request.userInfo.username != 'mallory'" }) } }),
            new PatchOptions { FieldManager = "test" }, default),
        "ValidatingAdmissionPolicy segment-operator-identity is not as it is shipped");

    private async Task TamperAsync(Func<IKubernetesClient, Task> tamper, string expected)
    {
        var admin = production.World.Admin;
        await production.ReadyAsync("finance");
        try
        {
            await tamper(admin);
            var segment = await production.SegmentIsAsync("finance", "Ready", "False");
            var ready = segment.Status!.Conditions.First(condition => condition.Type == "Ready");
            Assert.Equal("AdmissionNotEnforced", ready.Reason);
            Assert.Contains(expected, ready.Message, StringComparison.Ordinal);
            var grant = production.Name("tampered");
            await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, "finance", "5s"));
            var waiting = await production.GrantIsAsync(grant, status => status.Phase is not null);
            Assert.Equal(GrantPhase.Pending, waiting.Status!.Phase);
            await production.ToldAsync(segment, "Warning AdmissionNotEnforced");
        }
        finally
        {
            // Put back, it goes on by itself.
            foreach (var name in (string[])["segment-operator-identity", "segment-operator-status", "segment-operator-no-entry"])
            {
                await admin.DeleteAsync<ValidatingAdmissionPolicy>(name, null, new DeleteOptions(), default);
                await admin.DeleteAsync<ValidatingAdmissionPolicyBinding>(name, null, new DeleteOptions(), default);
            }

            await admin.ApplyFileAsync(WorldInstall.Manifest("admission-policies"));
        }

        await production.ReadyAsync("finance");
    }
}
