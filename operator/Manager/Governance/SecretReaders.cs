using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Hosting;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.Governance;

/// <summary>
/// Who may read Secrets of an isolation namespace, where the credentials of runs lie (decision 0034). Admission cannot stop a read, so no
/// role that reads Secrets is granted, and whoever may read them by other bindings is reported.
/// </summary>
[Rbac("rbac.authorization.k8s.io", "clusterrolebindings", "list", Reason = "who may read Secrets everywhere may read those of isolation namespaces, and is reported")]
internal sealed class SecretReaders(IKubernetesClient client, ICache<ClusterRole> clusterRoles, ManagerOptions options)
{
    private const string Admin = "cluster-admin";

    /// <summary>Whether the rules let their holder read Secrets, named ones included. Pure.</summary>
    public static bool ReadsSecrets(IEnumerable<PolicyRule>? rules) => rules?.Any(rule =>
        Has(rule.ApiGroups, "") && Has(rule.Resources, "secrets") && rule.Verbs.Any(verb => verb is "get" or "list" or "watch" or "*")) == true;

    /// <summary>Why a segment's role cannot be granted; null where nothing of it reads Secrets, as far as ClusterRoles tell.</summary>
    public SegmentProblem? ProblemOf(Segment segment) => segment.Spec.Roles
        .Where(role => role.Kubernetes?.ClusterRole is { } name && ReadsSecrets(clusterRoles.Get(new ObjectKey("", name))?.Rules))
        .Select(role => Problem(segment, role, $"ClusterRole {role.Kubernetes!.ClusterRole}"))
        .FirstOrDefault();

    /// <summary>Why a role cannot be granted, a Role of the isolation namespace looked up; null where it can.</summary>
    public async Task<SegmentProblem?> ProblemOfAsync(Segment segment, string role, CancellationToken cancellationToken)
    {
        var access = segment.Spec.Roles.FirstOrDefault(known => known.Name == role);
        return access?.Kubernetes switch
        {
            { ClusterRole: { } name } => ReadsSecrets(clusterRoles.Get(new ObjectKey("", name))?.Rules) ? Problem(segment, access, $"ClusterRole {name}") : null,
            { Role: { } name } => ReadsSecrets((await client.FindAsync<Role>(name, Segment.NamespaceOf(segment.Metadata.Name!), cancellationToken))?.Rules) ? Problem(segment, access, $"Role {name}") : null,
            _ => null,
        };
    }

    /// <summary>In words, each binding through which somebody but the operator reads Secrets of the namespace.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(string ns, IEnumerable<RoleBinding> bindings, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var binding in bindings)
        {
            var rules = binding.RoleRef.Kind == "Role" ? (await client.FindAsync<Role>(binding.RoleRef.Name, ns, cancellationToken))?.Rules : clusterRoles.Get(new ObjectKey("", binding.RoleRef.Name))?.Rules;
            if (ReadsSecrets(rules) && Others(binding.Subjects) is { Length: > 0 } others)
                found.Add($"RoleBinding {ns}/{binding.Metadata.Name} ({binding.RoleRef.Name}) lets {others} read them");
        }

        foreach (var binding in (await client.ListAsync<ClusterRoleBinding>(new ListOptions(), cancellationToken)).Items)
        {
            // What the cluster itself is made of, and its administrators, whom nothing here can hold.
            var own = binding.Metadata.Name!.StartsWith("system:", StringComparison.Ordinal) || binding.RoleRef.Name == Admin;
            if (!own && ReadsSecrets(clusterRoles.Get(new ObjectKey("", binding.RoleRef.Name))?.Rules) && Others(binding.Subjects) is { Length: > 0 } others)
                found.Add($"ClusterRoleBinding {binding.Metadata.Name} ({binding.RoleRef.Name}) lets {others} read them");
        }

        return found;
    }

    private static SegmentProblem Problem(Segment segment, AccessRole role, string what) => new(
        "RoleReadsSecrets",
        $"The role {role.Name} of the segment {segment.Metadata.Name} is the {what}, which reads Secrets, and the credentials of runs lie in the namespace {Segment.NamespaceOf(segment.Metadata.Name!)}. Name a role without secrets there, such as view.");

    private static bool Has(List<string>? values, string value) => values?.Exists(one => one == value || one == "*") == true;

    private string Others(IEnumerable<Subject>? subjects) => string.Join(", ", (subjects ?? [])
        .Where(subject => subject.Kind != "ServiceAccount" || subject.Namespace != options.Namespace || subject.Name != options.ServiceAccount)
        .Select(subject => $"{subject.Kind} {(subject.Namespace is null ? "" : subject.Namespace + "/")}{subject.Name}"));
}
