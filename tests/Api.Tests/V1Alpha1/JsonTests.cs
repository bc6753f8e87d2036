using System.Text.Json;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Api.Tests.V1Alpha1;

public sealed class JsonTests
{
    [Fact]
    public void A_new_object_says_what_it_is_and_nothing_else()
    {
        var json = JsonSerializer.SerializeToNode(new AccessGrant(), AccessGrant.ResourceType.Json)!.AsObject();

        Assert.Equal("segment-operator.dev/v1alpha1", (string?)json["apiVersion"]);
        Assert.Equal("AccessGrant", (string?)json["kind"]);
        Assert.False(json.ContainsKey("status"));
    }

    [Fact]
    public void Empty_lists_and_maps_are_not_written()
    {
        var status = new DeploymentRequestStatus { Artifact = new ArtifactStatus { Digest = "sha256:0" }, Inspection = new InspectionStatus() };

        var json = JsonSerializer.Serialize(status, ApiJson.Of<DeploymentRequestStatus>());

        Assert.Equal("""{"artifact":{"digest":"sha256:0"},"inspection":{"components":0}}""", json);
    }

    [Fact]
    public void Lists_and_maps_that_are_not_stated_are_not_written()
    {
        var json = JsonSerializer.Serialize(new UserIdentity { Username = "alice", Claims = null }, ApiJson.Of<UserIdentity>());

        Assert.Equal("""{"username":"alice"}""", json);
    }

    [Fact]
    public void Enums_are_written_as_the_schema_spells_them()
    {
        var spec = new SegmentSpec { Frameworks = [Framework.PciDss, Framework.FedRamp, Framework.Hipaa], Posture = Posture.Strict };

        var json = JsonSerializer.SerializeToNode(spec, ApiJson.Of<SegmentSpec>())!;

        Assert.Equal("""["PCI-DSS","FedRAMP","HIPAA"]""", json["frameworks"]!.ToJsonString());
        Assert.Equal("Strict", (string?)json["posture"]);
        Assert.Equal("Production", (string?)json["environment"]);
    }

    [Fact]
    public void Absent_fields_keep_the_defaults_that_the_schema_has()
    {
        var segment = JsonSerializer.Deserialize(
            """{"kind":"Segment","spec":{"environment":"Sandbox","runner":{},"artifacts":{},"approvals":{"roles":[{"name":"security"}]}}}""",
            Segment.ResourceType.Json)!;

        Assert.Equal("30m", segment.Spec.Runner!.Timeout);
        Assert.Equal(1, segment.Spec.Artifacts!.Require);
        Assert.Equal("24h", segment.Spec.Approvals!.ExpireAfter);
        Assert.Equal(1, segment.Spec.Approvals.Roles[0].Required);
        Assert.Empty(segment.Spec.Roles);
    }

    [Fact]
    public void Fields_of_a_newer_schema_are_passed_over()
    {
        var grant = JsonSerializer.Deserialize("""{"spec":{"segment":"a","later":{"x":1}}}""", AccessGrant.ResourceType.Json)!;

        Assert.Equal("a", grant.Spec.Segment);
    }

    [Theory]
    [InlineData("2026-11-21T20:00:00.5009999Z", "2026-11-21T20:00:00.5Z")]
    [InlineData("2026-11-21T21:00:00+01:00", "2026-11-21T20:00:00Z")]
    public void Times_are_written_in_UTC_to_the_millisecond(string given, string expected)
    {
        var status = new AccessGrantStatus { ExpiresAt = DateTimeOffset.Parse(given) };

        Assert.Equal(expected, (string?)JsonSerializer.SerializeToNode(status, ApiJson.Of<AccessGrantStatus>())!["expiresAt"]);
    }

    [Fact]
    public void A_quantity_may_be_a_number()
    {
        var amounts = JsonSerializer.Deserialize("""{"cpu":1,"memory":"256Mi","ephemeral-storage":0.5}""", ApiJson.Of<ResourceAmounts>())!;

        Assert.Equal(("1", "256Mi", "0.5"), (amounts.Cpu, amounts.Memory, amounts.EphemeralStorage));
    }

    [Fact]
    public void A_list_of_the_server_is_read()
    {
        var list = JsonSerializer.Deserialize(
            """{"kind":"ApprovalList","metadata":{"resourceVersion":"7"},"items":[{"spec":{"decision":"Approve","target":{"kind":"AccessGrant"}}}]}""",
            Approval.ResourceType.ListJson)!;

        Assert.Equal(ApprovalDecision.Approve, Assert.Single(list.Items).Spec.Decision);
    }

    [Fact]
    public void Without_a_decision_an_approval_denies()
    {
        Assert.Equal(ApprovalDecision.Deny, new ApprovalSpec().Decision);
        Assert.Equal(RuleVerdict.Deny, new DecisionStatus().Verdict);
    }
}
