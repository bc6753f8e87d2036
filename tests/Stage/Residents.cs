using System.Text.Json.Nodes;
using SegmentOperator.Api.V1Alpha1;
using SegmentOperator.Kubernetes;

namespace SegmentOperator.Stage;

/// <summary>What is on a given cluster before a world comes, and is somebody else's.</summary>
internal sealed class Residents
{
    public const string Definitions = "apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    public const string Namespaces = "api/v1/namespaces";

    /// <summary>Where else worlds leave something: what single tests make for the whole cluster, and parts of the product that somebody has installed in part.</summary>
    public static readonly string[] Others =
    [
        "apis/rbac.authorization.k8s.io/v1/clusterrolebindings", "apis/rbac.authorization.k8s.io/v1/clusterroles",
        .. from kind in (string[])["validatingadmissionpolic", "mutatingadmissionpolic"]
           from plural in (string[])[kind + "ybindings", kind + "ies"]
           select $"apis/admissionregistration.k8s.io/v1/{plural}",
        $"apis/rbac.authorization.k8s.io/v1/namespaces/{World.OperatorNamespace}/rolebindings",
        $"api/v1/namespaces/{World.OperatorNamespace}/serviceaccounts",
        $"apis/coordination.k8s.io/v1/namespaces/{World.OperatorNamespace}/leases",
    ];

    private static readonly string[] Plurals = ["segments", "deploymentrequests", "accessgrants", "approvals"];

    /// <summary>How long a leader may take to renew its lease.</summary>
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(12);
    private readonly HashSet<string> _paths;

    private Residents(HashSet<string> paths, bool interrupted) => (_paths, WorldWasKilled) = (paths, interrupted);

    /// <summary>Whether an earlier world was killed before it could clean up.</summary>
    public bool WorldWasKilled { get; }

    /// <summary>Whether somebody has installed the product.</summary>
    public bool HaveProduct => _paths.Any(path => path.StartsWith(Definitions, StringComparison.Ordinal) && path.EndsWith(Segment.ResourceType.Group, StringComparison.Ordinal));

    /// <summary>Whether something was there and no world made it.</summary>
    public bool Own(string path) => _paths.Contains(path);

    /// <summary>Looks around, and changes nothing.</summary>
    /// <exception cref="InvalidOperationException">Tests would meddle with what is there: the message says with what.</exception>
    public static async Task<Residents> LookAsync(IKubernetesClient admin, CancellationToken cancellationToken)
    {
        var (theirs, worlds) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var killed = false;
        foreach (var collection in (string[])[Namespaces, Definitions, .. Others])
        {
            foreach (var item in await ItemsAsync(admin, collection, cancellationToken))
            {
                var isWorlds = collection == Definitions ? Maker.IsOnlyWorlds(item) : Maker.IsWorld(item);
                (isWorlds ? worlds : theirs).Add($"{collection}/{Name(item)}");
                killed |= isWorlds && ((string?)item["metadata"]!["labels"]?[WorldManifests.PartOf] == WorldManifests.Tests || (string?)item["spec"]?["group"] == Segment.ResourceType.Group);
            }
        }

        // An operator of somebody's makes namespaces, too: without a sign of tests they are somebody's.
        if (!killed)
            theirs.UnionWith(worlds);
        var residents = new Residents(theirs, killed);
        if (residents.Own($"{Namespaces}/{World.TeamNamespace}"))
            throw new InvalidOperationException($"There is a namespace {World.TeamNamespace} on this cluster that these tests did not make, and they would fill it. The tests need a cluster of their own.");
        foreach (var plural in Plurals)
        {
            if ((await ItemsAsync(admin, $"apis/{Segment.ResourceType.Group}/v1alpha1/{plural}", cancellationToken)).Find(item => !Maker.IsWorldsSpec(item)) is { } foreign)
                throw new InvalidOperationException($"There are {plural} on this cluster that these tests did not make, {Name(foreign)} for one (kubectl get {plural} -A), and they would delete them. The tests need a cluster of their own.");
        }

        if (await IsLedAsync(admin, cancellationToken))
            throw new InvalidOperationException($"An operator is at work on this cluster: it renews the Lease {World.OperatorNamespace}/segment-operator. Scale it to zero for the time of the tests.");
        return residents;
    }

    public static async Task<List<JsonNode>> ItemsAsync(IKubernetesClient admin, string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await admin.SendAsync(HttpMethod.Get, path, null, cancellationToken);
            return [.. JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["items"]!.AsArray().Select(item => item!)];
        }
        catch (KubernetesException e) when (e.IsNotFound)
        {
            // The kind is not defined (any more).
            return [];
        }
    }

    public static string Name(JsonNode item) => (string)item["metadata"]!["name"]!;

    /// <summary>A lease that a killed operator left is not renewed, however its clock was set.</summary>
    private static async Task<bool> IsLedAsync(IKubernetesClient admin, CancellationToken cancellationToken)
    {
        async Task<Lease?> ReadAsync() => await admin.FindAsync<Lease>("segment-operator", World.OperatorNamespace, cancellationToken);
        var before = await ReadAsync();
        var started = TimeProvider.System.GetTimestamp();
        while (before?.Spec?.HolderIdentity is { Length: > 0 } && TimeProvider.System.GetElapsedTime(started) < Renewal)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellationToken);
            if (await ReadAsync() is { } now && now.Spec?.HolderIdentity is { Length: > 0 } && now.Spec.RenewTime != before.Spec.RenewTime)
                return true;
        }

        return false;
    }
}
