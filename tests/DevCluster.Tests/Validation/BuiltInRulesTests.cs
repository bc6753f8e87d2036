using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Tests.Validation;

public sealed class BuiltInRulesTests
{
    [Theory]
    [InlineData("", "secrets", """{"data": {"bad key": "eA=="}}""", "data[bad key]: Invalid value: \"bad key\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')")]
    [InlineData("", "secrets", """{"type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": "bm9wZQ=="}}""", "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("", "secrets", """{"type": "kubernetes.io/basic-auth", "data": {"x": "eQ=="}}""", "data[username]: Required value|data[password]: Required value")]
    [InlineData("", "configmaps", """{"data": {"k": "1"}, "binaryData": {"k": "eA=="}}""", "data[k]: Invalid value: \"k\": duplicate of key present in binaryData")]
    [InlineData("rbac.authorization.k8s.io", "roles", """{"rules": [{"resources": ["pods"], "verbs": ["get"]}]}""", "rules[0].apiGroups: Required value: resource rules must supply at least one api group")]
    [InlineData("rbac.authorization.k8s.io", "roles", """{"rules": [{"nonResourceURLs": ["/x"], "verbs": ["get"]}]}""", "rules[0].nonResourceURLs: Invalid value: [\"/x\"]: namespaced rules cannot apply to non-resource URLs")]
    [InlineData("rbac.authorization.k8s.io", "rolebindings", """{"roleRef": {"apiGroup": "y", "kind": "Thing", "name": ""}, "subjects": [{"kind": "Robot", "name": "x"}]}""", "roleRef.apiGroup: Unsupported value: \"y\": supported values: \"rbac.authorization.k8s.io\"|roleRef.kind: Unsupported value: \"Thing\": supported values: \"Role\", \"ClusterRole\"|roleRef.name: Required value|subjects[0].kind: Unsupported value: \"Robot\": supported values: \"ServiceAccount\", \"User\", \"Group\"")]
    [InlineData("networking.k8s.io", "networkpolicies", """{"spec": {"ingress": [{"ports": [{"port": 0}, {"port": 5, "endPort": 3}], "from": [{}, {"ipBlock": {"cidr": "nope"}}, {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}, "podSelector": {}}]}]}}""", "spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive|spec.ingress[0].ports[1].endPort: Invalid value: 5: must be greater than or equal to `port`|spec.ingress[0].from[0]: Required value: must specify a peer|spec.ingress[0].from[1].ipBlock.cidr: Invalid value: \"nope\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)|spec.ingress[0].from[2].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`|spec.ingress[0].from[2]: Forbidden: may not specify both ipBlock and another peer")]
    [InlineData("", "resourcequotas", """{"spec": {"hard": {"nonsense": "1", "pods": "-1"}}}""", "spec.hard[nonsense]: Invalid value: \"nonsense\": must be a standard resource type or fully qualified|spec.hard[nonsense]: Invalid value: \"nonsense\": must be a standard resource for quota|spec.hard[pods]: Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("coordination.k8s.io", "leases", """{"spec": {"leaseDurationSeconds": 0}}""", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("admissionregistration.k8s.io", "validatingadmissionpolicybindings", """{"spec": {"policyName": "", "validationActions": ["Deny", "Warn"], "paramRef": {"name": "x"}}}""", "spec.policyName: Required value|spec.paramRef.parameterNotFoundAction: Required value|spec.validationActions: Invalid value: [\"Deny\",\"Warn\"]: must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)")]
    public void A_built_in_kind_is_refused_in_its_own_words(string group, string resource, string json, string expected)
    {
        var value = (JsonObject)JsonNode.Parse(json)!;
        Assert.Equal(expected, string.Join('|', ValidationRoom.For(group, resource)!.ValidateCreate(value)));
    }

    [Fact]
    public void A_secret_that_declares_itself_immutable_stays_as_it_is()
    {
        var old = (JsonObject)JsonNode.Parse("""{"type": "Opaque", "immutable": true, "data": {"a": "eA=="}}""")!;
        var changed = (JsonObject)JsonNode.Parse("""{"type": "Opaque", "data": {"a": "eQ=="}}""")!;
        Assert.Equal(
            ["immutable: Forbidden: field is immutable when `immutable` is set", "data: Forbidden: field is immutable when `immutable` is set"],
            ValidationRoom.For("", "secrets")!.ValidateUpdate(changed, old, "").Select(e => e.ToString()));
    }

    [Fact]
    public void A_binding_keeps_its_role()
    {
        var old = (JsonObject)JsonNode.Parse("""{"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"}}""")!;
        var changed = old.Clone();
        changed["roleRef"]!["name"] = "b";
        Assert.Equal(
            ["roleRef: Invalid value: {\"APIGroup\":\"rbac.authorization.k8s.io\",\"Kind\":\"Role\",\"Name\":\"b\"}: cannot change roleRef"],
            ValidationRoom.For("rbac.authorization.k8s.io", "rolebindings")!.ValidateUpdate(changed, old, "").Select(e => e.ToString()));
    }

    [Fact]
    public void Metadata_is_reported_in_the_order_of_a_kube_apiserver()
    {
        var metadata = (JsonObject)JsonNode.Parse("""
            {"name": "a", "namespace": "ns", "annotations": {"Bad Key": "x"}, "ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "", "uid": ""}], "finalizers": ["nodomain"]}
            """)!;
        Assert.Equal(
            ["metadata.annotations", "metadata.ownerReferences.name", "metadata.ownerReferences.uid", "metadata.finalizers[0]"],
            MetadataRules.Create(metadata, namespaced: true, Names.Subdomain, builtIn: true).Select(e => e.Field));
    }
}
