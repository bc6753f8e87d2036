using System.Text.RegularExpressions;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;
using SegmentOperator.Manager.Segments;
using SegmentOperator.Runtime;

namespace SegmentOperator.Manager.AccessGrants;

/// <summary>
/// Asks the API server whether the subject still has what a removed binding gave (SubjectAccessReview), and if so through what. Access
/// through another active grant, or through what somebody else answers for, is not this grant's; a binding that was made again by hand in
/// the isolation namespace is removed.
/// </summary>
[Rbac("authorization.k8s.io", "subjectaccessreviews", "create", Reason = "after a revocation the operator asks whether the access is really gone")]
[Rbac("rbac.authorization.k8s.io", "clusterroles", "get,list,watch", Reason = "what a role allows is what is asked for after its revocation")]
internal sealed partial class AccessProof(IKubernetesClient client, ICache<Segment> segments, ICache<AccessGrant> grants, ICache<ClusterRole> clusterRoles, IEventRecorder events, TimeProvider clock)
{
    private const string Method = "SubjectAccessReview";

    /// <summary>A server's authorizer sees a deletion a moment after it was written.</summary>
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(150), TimeSpan.FromMilliseconds(400)];

    public async Task<RevocationProof> AskAsync(AccessGrant grant, IReadOnlyList<(string Namespace, string Name)> removed, CancellationToken cancellationToken)
    {
        var left = "";
        foreach (var (ns, name) in removed)
        {
            if (Question(grant, ns) is not { } question)
            {
                // Nothing is known of the role: that the binding is gone is all that can be shown.
                if (await client.FindAsync<RoleBinding>(name, ns, cancellationToken) is not null)
                    return Answer(gone: false, $"The RoleBinding {ns}/{name} is still there; something holds it back (a finalizer?).");
                continue;
            }

            var (gone, message) = await AskAsync(grant, ns, name, question, cancellationToken);
            if (!gone)
                return Answer(gone: false, message!);
            left += message is null ? "" : $" {message}";
        }

        return Answer(gone: true, $"The API server denies {grant.Spec.Subject.Name} what the grant gave.{left}");
    }

    private RevocationProof Answer(bool gone, string message) =>
        new() { Method = Method, At = clock.GetUtcNow(), Gone = gone, Message = message.Length <= 1024 ? message : message[..1024] };

    private async Task<(bool Gone, string? Message)> AskAsync(AccessGrant grant, string ns, string removed, ResourceAttributes question, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = (await client.CreateAsync(Review(grant, question), new CreateOptions(), cancellationToken)).Status
                ?? throw new InvalidOperationException("The API server answered a SubjectAccessReview without a status.");
            if (!answer.Allowed)
                return (true, null);
            var through = Binding().Match(answer.Reason ?? "");
            if (!through.Success)
                return (false, $"The access is still there, and the API server does not say through what ({answer.Reason}).");
            var (cluster, name, place) = (through.Groups["cluster"].Success, through.Groups["name"].Value, through.Groups["ns"].Value);
            var isOwn = !cluster && name == removed && place == ns;
            if (!isOwn && (cluster || !await UndoAsync(grant, name, place, cancellationToken)))
                return (true, OtherGrant(name) is { } other ? $"The grant {other} still gives it." : $"It is still allowed through the {(cluster ? "Cluster" : "")}RoleBinding {(cluster ? "" : place + "/")}{name}, which no grant gave.");
            if (attempt >= Pauses.Length)
                return (false, $"The access is still there: {answer.Reason}");
            await Task.Delay(Pauses[attempt], clock, cancellationToken);
        }
    }

    /// <summary>Removes a binding of the isolation namespace that somebody made for the same subject and role. False when it is none.</summary>
    private async Task<bool> UndoAsync(AccessGrant grant, string name, string ns, CancellationToken cancellationToken)
    {
        if (ns != Segment.NamespaceOf(grant.Spec.Segment) || OtherGrant(name) is not null)
            return false;
        if (await client.FindAsync<RoleBinding>(name, ns, cancellationToken) is not { } binding)
            return true;
        if (binding.Subjects?.Any(subject => subject.Name == grant.Spec.Subject.Name) != true)
            return false;
        await client.DeleteAsync<RoleBinding>(name, ns, DeleteOptions.Only(binding), cancellationToken);
        events.Record(grant, EventType.Warning, "BindingUndone", $"Somebody had made the RoleBinding {ns}/{name} for {grant.Spec.Subject.Name} by hand; it is removed.");
        return true;
    }

    private string? OtherGrant(string binding) => !binding.StartsWith(Names.Grant(""), StringComparison.Ordinal) ? null :
        grants.ByIndex(Indexes.ByUid, binding[Names.Grant("").Length..]).FirstOrDefault(grant => grant.Status?.Phase == GrantPhase.Active) is { } other ? $"{other.Metadata.Namespace}/{other.Metadata.Name}" : null;

    private static SubjectAccessReview Review(AccessGrant grant, ResourceAttributes question)
    {
        var subject = grant.Spec.Subject;
        return new()
        {
            Spec = subject.Kind switch
            {
                SubjectKind.Group => new() { User = "", Groups = [subject.Name], ResourceAttributes = question },
                SubjectKind.ServiceAccount => new() { User = Personas.UsernameOf(subject.Namespace, subject.Name), ResourceAttributes = question },
                _ => new() { User = subject.Name, ResourceAttributes = question },
            },
        };
    }

    /// <summary>Something that the role allows; null where the role is gone, or allows nothing.</summary>
    private ResourceAttributes? Question(AccessGrant grant, string ns)
    {
        var role = segments.Get(new ObjectKey("", grant.Spec.Segment))?.Spec.Roles.FirstOrDefault(known => known.Name == grant.Spec.Role)?.Kubernetes?.ClusterRole;
        var rules = role is null ? null : clusterRoles.Get(new ObjectKey("", role))?.Rules;
        var rule = rules?.FirstOrDefault(candidate => candidate is { Resources.Count: > 0, Verbs.Count: > 0 });
        if (rule is null)
            return null;
        var resource = Concrete(rule.Resources![0], "pods").Split('/', 2);
        return new()
        {
            Namespace = ns,
            Verb = Concrete(rule.Verbs[0], "get"),
            Group = rule.ApiGroups is { Count: > 0 } groups ? Concrete(groups[0], "") : "",
            Resource = resource[0],
            Subresource = resource.Length > 1 ? resource[1] : null,
            Name = rule.ResourceNames is { Count: > 0 } names ? names[0] : null,
        };
    }

    private static string Concrete(string value, string instead) => value == "*" ? instead : value;

    /// <summary>RBAC: allowed by RoleBinding "name/namespace" of ClusterRole "view" to User "bob".</summary>
    [GeneratedRegex("(?<cluster>Cluster)?RoleBinding \"(?<name>[^\"/]+)(/(?<ns>[^\"]+))?\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Binding();
}
