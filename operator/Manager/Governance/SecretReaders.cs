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
[Rbac("rbac.authorization.k8s.io", "roles", "get", Role = Names.IsolationClusterRole, Reason = "who reads Secrets of an isolation namespace by a Role is reported")]
[Rbac("rbac.authorization.k8s.io", "clusterrolebindings", "list", Reason = "who may read Secrets everywhere may read those of isolation namespaces, and is reported")]
internal sealed class SecretReaders(IKubernetesClient client, ICache<ClusterRole> clusterRoles, ManagerOptions options)
{
    private const string Admin = "cluster-admin";

    /// <summary>The API server answers each of these with what was there: a patch that changes nothing, a deletion in the foreground.</summary>
    private static readonly HashSet<string> Showing = ["get", "list", "watch", "patch", "delete", "deletecollection", "*"];

    /// <summary>Whether the rules let their holder read Secrets, named ones included. Pure.</summary>
    public static bool ReadsSecrets(IEnumerable<PolicyRule>? rules) => rules?.Any(rule =>
        Has(rule.ApiGroups, "") && Has(rule.Resources, "secrets") && rule.Verbs.Exists(Showing.Contains)) == true;

    /// <summary>Why a segment's role cannot be granted; null where nothing of it reads Secrets.</summary>
    public SegmentProblem? ProblemOf(Segment segment) => segment.Spec.Roles
        .Where(role => role.Kubernetes?.ClusterRole is { } name && ReadsSecrets(clusterRoles.Get(new ObjectKey("", name))?.Rules))
        .Select(role => Problem(segment, role, $"ClusterRole {role.Kubernetes!.ClusterRole}"))
        .FirstOrDefault();

    /// <summary>Why a role is not granted, or not kept where its ClusterRole has come to read Secrets since. Asks nobody.</summary>
    public SegmentProblem? ProblemOf(Segment segment, string role) =>
        segment.Spec.Roles.FirstOrDefault(known => known.Name == role) is { Kubernetes.ClusterRole: { } name } access && ReadsSecrets(clusterRoles.Get(new ObjectKey("", name))?.Rules)
            ? Problem(segment, access, $"ClusterRole {name}")
            : null;

    /// <summary>Why a role cannot be granted yet: what a role that is not there will read, nobody knows. Null where it is there.</summary>
    public SegmentProblem? MissingOf(Segment segment, string role) =>
        segment.Spec.Roles.FirstOrDefault(known => known.Name == role) is { Kubernetes.ClusterRole: { } name } && clusterRoles.Get(new ObjectKey("", name)) is null
            ? new("RoleMissing", $"The role {role} of the segment {segment.Metadata.Name} is the ClusterRole {name}, which does not exist. The grant goes on when it is created.")
            : null;

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
            // Administrators, whom nothing here can hold. A name proves nothing: in what is called system: only the cluster's own parts are left out.
            var subjects = binding.Metadata.Name!.StartsWith("system:", StringComparison.Ordinal) ? binding.Subjects?.Where(subject => !IsOfTheCluster(subject)) : binding.Subjects;
            if (binding.RoleRef.Name != Admin && ReadsSecrets(clusterRoles.Get(new ObjectKey("", binding.RoleRef.Name))?.Rules) && Others(subjects) is { Length: > 0 } others)
                found.Add($"ClusterRoleBinding {binding.Metadata.Name} ({binding.RoleRef.Name}) lets {others} read them");
        }

        return found;
    }

    /// <summary>Whether the subject is a part of Kubernetes itself, and nobody whom the cluster lets in: its controllers, its nodes.</summary>
    internal static bool IsOfTheCluster(Subject subject) => subject.Kind == "ServiceAccount"
        ? subject.Namespace == "kube-system"
        : subject.Name.StartsWith("system:serviceaccount:kube-system:", StringComparison.Ordinal)
            || (subject.Name.StartsWith("system:", StringComparison.Ordinal) && !subject.Name.StartsWith("system:serviceaccount", StringComparison.Ordinal)
                && subject.Name is not ("system:authenticated" or "system:unauthenticated" or "system:anonymous"));

    private static SegmentProblem Problem(Segment segment, AccessRole role, string what) => new(
        "RoleReadsSecrets",
        $"The role {role.Name} of the segment {segment.Metadata.Name} is the {what}, which reads Secrets, and the credentials of runs lie in the namespace {Segment.NamespaceOf(segment.Metadata.Name!)}. Name a role without secrets there, such as view.");

    private static bool Has(List<string>? values, string value) => values?.Exists(one => one == value || one == "*") == true;

    private string Others(IEnumerable<Subject>? subjects) => string.Join(", ", (subjects ?? [])
        .Where(subject => subject.Kind != "ServiceAccount" || subject.Namespace != options.Namespace || subject.Name != options.ServiceAccount)
        .Select(subject => $"{subject.Kind} {(subject.Namespace is null ? "" : subject.Namespace + "/")}{subject.Name}"));
}
