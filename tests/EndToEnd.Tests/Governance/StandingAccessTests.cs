using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Stage;

namespace SegmentOperator.EndToEnd.Governance;

/// <summary>Access that no grant explains, and who may read the credentials of runs.</summary>
[Collection(ProductionCollection.Name)]
public sealed class StandingAccessTests(Production production)
{
    private IKubernetesClient Admin => production.World.Admin;

    [Fact]
    public async Task A_binding_that_no_grant_explains_is_in_the_condition_an_Event_and_a_metric_until_it_is_gone()
    {
        var segment = await production.SegmentAsync("standing", "");
        var ns = $"segment-{segment}";
        // Neither the operator's label nor a namesake of its own binding explains it.
        await production.CreateAsThiefAsync(Binding("helpers", ns, "view", "mallory", ("app.kubernetes.io/managed-by", "segment-operator")));
        await production.TouchAsync(segment);
        var found = await production.SegmentIsAsync(segment, "AccessExplained", "False");
        var condition = found.Status!.Conditions.Single(condition => condition.Type == "AccessExplained");
        Assert.Equal("StandingAccess", condition.Reason);
        Assert.Contains($"RoleBinding {ns}/helpers gives view to mallory", condition.Message, StringComparison.Ordinal);
        Assert.Equal(1, found.Status.UnexplainedAccess);
        await production.ToldAsync(found, $"Warning StandingAccess: No grant explains: RoleBinding {ns}/helpers");
        Assert.Equal(1, await production.GaugeAsync("segment_unexplained_access", segment));
        // It is reported and stops nothing.
        Assert.Equal("True", found.Status.Conditions.Single(condition => condition.Type == "Ready").Status);

        await Admin.DeleteAsync<RoleBinding>("helpers", ns, new DeleteOptions(), default);
        await production.TouchAsync(segment);
        await production.SegmentIsAsync(segment, "AccessExplained", "True");
        Assert.Equal(0, await production.GaugeAsync("segment_unexplained_access", segment));
    }

    [Fact]
    public async Task Whoever_may_read_Secrets_where_runs_have_their_credentials_is_reported()
    {
        var segment = await production.SegmentAsync("readers", "");
        var ns = $"segment-{segment}";
        await production.CreateAsThiefAsync(Binding("peek", ns, "edit", "mallory"));
        await production.TouchAsync(segment);
        var found = await production.SegmentIsAsync(segment, "SecretsClosed", "False");
        var condition = found.Status!.Conditions.Single(condition => condition.Type == "SecretsClosed");
        Assert.Equal("SecretsReadable", condition.Reason);
        Assert.Contains($"RoleBinding {ns}/peek (edit) lets User mallory read them", condition.Message, StringComparison.Ordinal);
        await production.ToldAsync(found, "Warning SecretsReadable: ");
        Assert.Equal(1, await production.GaugeAsync("segment_secrets_readable", segment));
        await Admin.DeleteAsync<RoleBinding>("peek", ns, new DeleteOptions(), default);

        await Admin.ApplyYamlAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: backup-reader}
            rules: [{apiGroups: ["*"], resources: ["*"], verbs: [get, list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: backup}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: backup-reader}
            subjects: [{kind: ServiceAccount, name: backup, namespace: team-revenue}]
            """);
        try
        {
            await production.TouchAsync(segment);
            await production.World.UntilAsync<Segment>(
                segment, null, one => one.Status?.Conditions.Any(condition => condition is { Type: "SecretsClosed", Status: "False" } && condition.Message!.Contains("ClusterRoleBinding backup (backup-reader) lets ServiceAccount team-revenue/backup read them", StringComparison.Ordinal)) == true,
                one => string.Join("; ", one.Status?.Conditions.Select(condition => $"{condition.Type}={condition.Status} {condition.Message}") ?? []), Production.Patience);
        }
        finally
        {
            await Admin.DeleteAsync<ClusterRoleBinding>("backup", null, new DeleteOptions(), default);
        }

        await production.TouchAsync(segment);
        await production.SegmentIsAsync(segment, "SecretsClosed", "True");
    }

    [Fact]
    public async Task A_segment_that_grants_a_role_with_Secrets_is_not_Ready_and_says_which()
    {
        var segment = production.Name("editors");
        await Admin.ApplyYamlAsync(production.Segment(segment, "Editors").Replace("clusterRole: view", "clusterRole: edit", StringComparison.Ordinal));
        var refused = await production.SegmentIsAsync(segment, "RulesValid", "False");
        var condition = refused.Status!.Conditions.Single(condition => condition.Type == "RulesValid");
        Assert.Equal("RoleReadsSecrets", condition.Reason);
        Assert.Contains("The role investigator", condition.Message, StringComparison.Ordinal);
        Assert.Equal("RoleReadsSecrets", refused.Status.Conditions.Single(condition => condition.Type == "Ready").Reason);
        var name = production.Name("editor");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(name, segment, "10m"));
        var denied = await production.GrantIsAsync(name, status => status.Phase == GrantPhase.Denied);
        Assert.Equal("RoleReadsSecrets", denied.Status!.Reason);
        await Admin.DeleteAsync<Segment>(segment, null, new DeleteOptions(), default);
    }

    [Fact]
    public async Task A_ClusterRole_that_comes_to_read_Secrets_takes_its_segment_out_of_Ready_and_back()
    {
        var role = production.Name("diagnose");
        string Role(string resource) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {role}}}\nrules: [{{apiGroups: [\"\"], resources: [{resource}], verbs: [get]}}]";
        await Admin.ApplyYamlAsync(Role("pods"));
        var segment = await production.SegmentAsync("diagnose", "", yaml => yaml.Replace("clusterRole: view", $"clusterRole: {role}", StringComparison.Ordinal));
        await Admin.ApplyYamlAsync(Role("secrets"));
        await production.SegmentIsAsync(segment, "Ready", "False");
        await Admin.ApplyYamlAsync(Role("pods"));
        await production.ReadyAsync(segment);
    }

    [Fact]
    public async Task A_ClusterRole_that_is_not_there_is_waited_for_and_a_grant_ends_when_it_comes_to_read_Secrets()
    {
        var role = production.Name("later");
        string Role(string resource) => $"apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {{name: {role}}}\nrules: [{{apiGroups: [\"\"], resources: [{resource}], verbs: [get]}}]";
        var segment = await production.SegmentAsync("later", "", yaml => yaml.Replace("clusterRole: view", $"clusterRole: {role}", StringComparison.Ordinal));
        var grant = production.Name("later");
        await production.Alice.ApplyYamlAsync(WorldManifests.Grant(grant, segment, "10m"));
        var waiting = await production.GrantIsAsync(grant, status => status.Reason == "RoleMissing");
        Assert.Contains($"the ClusterRole {role}, which does not exist", waiting.Status!.Message, StringComparison.Ordinal);
        await Admin.ApplyYamlAsync(Grantable(role));
        await Admin.ApplyYamlAsync(Role("pods"));
        await production.GrantIsAsync(grant, status => status is { Phase: GrantPhase.Active, Bindings.Count: 1 });
        await Admin.ApplyYamlAsync(Role("secrets"));
        var ended = await production.GrantIsAsync(grant, status => status.Phase == GrantPhase.Revoked);
        Assert.Equal("RoleReadsSecrets", ended.Status!.Reason);
    }

    [Fact]
    public async Task A_binding_does_not_hide_behind_the_name_of_the_clusters_own()
    {
        var segment = await production.SegmentAsync("hidden", "");
        var name = $"system:{production.Name("hidden")}";
        await Admin.ApplyYamlAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: "{{name}}"}
            rules: [{apiGroups: [""], resources: [secrets], verbs: [list]}]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: "{{name}}"}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "{{name}}"}
            subjects:
            - {kind: ServiceAccount, name: a-controller, namespace: kube-system}
            - {kind: User, name: "system:kube-controller-manager", apiGroup: rbac.authorization.k8s.io}
            - {kind: User, name: mallory, apiGroup: rbac.authorization.k8s.io}
            """);
        try
        {
            await production.TouchAsync(segment);
            var message = $"ClusterRoleBinding {name} ({name}) lets User mallory read them";
            await production.World.UntilAsync<Segment>(
                segment, null, one => one.Status?.Conditions.Any(condition => condition is { Type: "SecretsClosed", Status: "False" } && condition.Message!.Contains(message, StringComparison.Ordinal)) == true,
                one => string.Join("; ", one.Status?.Conditions.Select(condition => $"{condition.Type}={condition.Status} {condition.Message}") ?? []), Production.Patience);
        }
        finally
        {
            await Admin.DeleteAsync<ClusterRoleBinding>(name, null, new DeleteOptions(), default);
        }
    }

    /// <summary>Lets the operator bind a role, as the chart's grantableClusterRoles does.</summary>
    private static string Grantable(string role) => $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: "grantable-{{role}}"}
        rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], resourceNames: ["{{role}}"], verbs: [bind]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: "grantable-{{role}}"}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "grantable-{{role}}"}
        subjects: [{kind: ServiceAccount, name: segment-operator, namespace: segment-system}]
        """;

    private static RoleBinding Binding(string name, string ns, string role, string user, params (string Key, string Value)[] labels) => new()
    {
        Metadata = new() { Name = name, Namespace = ns, Labels = labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal) },
        RoleRef = new() { ApiGroup = "rbac.authorization.k8s.io", Kind = "ClusterRole", Name = role },
        Subjects = [new() { Kind = "User", ApiGroup = "rbac.authorization.k8s.io", Name = user }],
    };
}
