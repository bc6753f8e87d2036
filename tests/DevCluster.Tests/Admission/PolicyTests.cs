using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Admission;
using SegmentOperator.DevCluster.Admission.Policies;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Tests.Security;

namespace SegmentOperator.DevCluster.Tests.Admission;

public sealed class PolicyTests : IDisposable
{
    private readonly FakeCluster _cluster = new();

    public PolicyTests() => _cluster.Add("/namespaces", """{"metadata": {"name": "ns", "labels": {"team": "a"}}}""");

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_denial_carries_the_policys_words_and_reason()
    {
        Policy("""
            "variables": [{"name": "size", "expression": "has(object.data) ? object.data.size() : 0"}],
            "validations": [
              {"expression": "!has(object.data) || !('forbidden' in object.data)", "message": "key forbidden is not allowed"},
              {"expression": "variables.size <= 2", "messageExpression": "'too many keys: ' + string(variables.size)", "reason": "Forbidden"}]
            """);
        Bind("\"validationActions\": [\"Deny\"]");
        Judge("""{"metadata": {"name": "a"}, "data": {"x": "1"}}""");
        var refusal = Assert.Throws<ApiException>(() => Judge("""{"metadata": {"name": "a"}, "data": {"forbidden": "1"}}"""));
        Assert.Equal((422, "Invalid"), (refusal.Code, refusal.Reason));
        Assert.Equal("configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: key forbidden is not allowed", refusal.Message);
        refusal = Assert.Throws<ApiException>(() => Judge("""{"metadata": {"name": "a"}, "data": {"x": "", "y": "", "z": ""}}"""));
        Assert.Equal((403, "Forbidden"), (refusal.Code, refusal.Reason));
        Assert.EndsWith("too many keys: 3", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Warn_lets_the_write_through_and_says_so()
    {
        Policy("\"validations\": [{\"expression\": \"false\", \"message\": \"no\"}]");
        Bind("\"validationActions\": [\"Warn\", \"Audit\"]");
        Assert.Equal(["Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': no"], Judge("""{"metadata": {"name": "a"}}"""));
    }

    [Fact]
    public void An_unbound_policy_judges_nobody()
    {
        Policy("\"validations\": [{\"expression\": \"false\"}]");
        Assert.Empty(Judge("""{"metadata": {"name": "a"}}"""));
    }

    [Fact]
    public void A_policy_of_another_namespace_does_not_match()
    {
        Policy("\"validations\": [{\"expression\": \"false\"}]", "\"namespaceSelector\": {\"matchLabels\": {\"team\": \"b\"}},");
        Bind("\"validationActions\": [\"Deny\"]");
        Assert.Empty(Judge("""{"metadata": {"name": "a"}}"""));
    }

    [Fact]
    public void An_expression_that_fails_denies_unless_the_policy_ignores_failures()
    {
        Policy("\"validations\": [{\"expression\": \"object.data.none == 'x'\"}]");
        Bind("\"validationActions\": [\"Deny\"]");
        Assert.Throws<ApiException>(() => Judge("""{"metadata": {"name": "a"}, "data": {}}"""));
        Policy("\"failurePolicy\": \"Ignore\", \"validations\": [{\"expression\": \"object.data.none == 'x'\"}]");
        Assert.Empty(Judge("""{"metadata": {"name": "a"}, "data": {}}"""));
    }

    [Fact]
    public void The_requester_is_who_was_authenticated()
    {
        Policy("\"validations\": [{\"expression\": \"object.data.requester == request.userInfo.username\"}]");
        Bind("\"validationActions\": [\"Deny\"]");
        Assert.Empty(Judge("""{"metadata": {"name": "a"}, "data": {"requester": "alice"}}"""));
        Assert.Throws<ApiException>(() => Judge("""{"metadata": {"name": "a"}, "data": {"requester": "bob"}}"""));
    }

    [Fact]
    public void A_policy_may_ask_what_the_user_is_allowed()
    {
        Policy("\"validations\": [{\"expression\": \"authorizer.group('example.com').resource('gates').namespace('ns').check('approve').allowed()\", \"message\": \"no approval\"}]");
        Bind("\"validationActions\": [\"Deny\"]");
        Assert.Throws<ApiException>(() => Judge("""{"metadata": {"name": "a"}}"""));
        _cluster.Grant("alice", "ns", """{"verbs": ["approve"], "apiGroups": ["example.com"], "resources": ["gates"]}""");
        Assert.Empty(Judge("""{"metadata": {"name": "a"}}"""));
    }

    private void Policy(string spec, string match = "") => _cluster.Add("admissionregistration.k8s.io/validatingadmissionpolicies", $$$"""
        {"metadata": {"name": "p"}, "spec": {"matchConstraints": { {{{match}}} "resourceRules": [
          {"apiGroups": [""], "apiVersions": ["*"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"]}]}, {{{spec}}} }}
        """);

    private void Bind(string spec) =>
        _cluster.Add("admissionregistration.k8s.io/validatingadmissionpolicybindings", $$$"""{"metadata": {"name": "b"}, "spec": {"policyName": "p", {{{spec}}} }}""");

    private List<string> Judge(string json)
    {
        var resource = TestResource.Of("", "configmaps", "ConfigMap");
        var value = (JsonObject)JsonNode.Parse(json)!;
        List<string> warnings = [];
        new ValidatingPolicyAdmission(_cluster.Context).Validate(new AdmissionAttributes(AdmissionOperation.Create, resource, "", "ns", value.Name(),
            value, null, null, FakeCluster.User("alice"), false, warnings));
        return warnings;
    }
}
