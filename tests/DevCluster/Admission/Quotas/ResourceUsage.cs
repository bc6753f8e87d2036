using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>What an object uses up, by the names of resource quotas: counts of objects, and what pods ask for.</summary>
internal static class ResourceUsage
{
    private static readonly string[] CountedByName =
        ["configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services"];

    private static readonly string[] MustBeSpecified = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"];

    private static readonly Quantity One = new(1_000_000_000, "DecimalSI");

    /// <summary>The use that one object makes of the quota names.</summary>
    public static Dictionary<string, Quantity> Of(ResourceInfo resource, JsonObject value, DateTimeOffset now)
    {
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal) { [$"count/{resource.QualifiedName}"] = One };
        if (resource is { Group: "", Resource: "pods" })
        {
            if (IsOver(value, now))
                return usage;
            foreach (var (name, amount) in OfContainers(value))
                usage[name] = amount;
            usage["pods"] = One;
        }
        else if (resource.Group.Length == 0 && CountedByName.Contains(resource.Resource))
        {
            usage[resource.Resource] = One;
        }

        return usage;
    }

    /// <summary>The group and plural of what counts against a quota's name.</summary>
    public static (string Group, string Resource) Counted(string name)
    {
        if (!name.StartsWith("count/", StringComparison.Ordinal))
            return ("", CountedByName.Contains(name) ? name : "pods");
        var parts = name["count/".Length..].Split('.', 2);
        return (parts.Length > 1 ? parts[1] : "", parts[0]);
    }

    /// <summary>What the containers of a pod ask for together.</summary>
    public static Dictionary<string, Quantity> OfContainers(JsonObject pod)
    {
        var total = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, amount) in pod.Map("spec").Objects("containers").SelectMany(OfContainer))
            total[name] = total.TryGetValue(name, out var sum) ? sum + amount : amount;

        // What runs before the others may ask for as much as all of them together.
        foreach (var (name, amount) in pod.Map("spec").Objects("initContainers").SelectMany(OfContainer))
        {
            if (!total.TryGetValue(name, out var sum) || sum.CompareTo(amount) < 0)
                total[name] = amount;
        }

        return total;
    }

    /// <summary>What a container asks for: <c>requests.cpu</c>, <c>cpu</c>, <c>limits.memory</c> and so on.</summary>
    public static Dictionary<string, Quantity> OfContainer(JsonObject container)
    {
        var asked = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, value) in container.Map("resources").Map("requests"))
        {
            if (!Quantity.TryParse(value.Text() ?? "", out var amount))
                continue;
            asked[$"requests.{name}"] = amount;
            if (name is "cpu" or "memory" or "ephemeral-storage")
                asked[name] = amount;
        }

        foreach (var (name, value) in container.Map("resources").Map("limits"))
        {
            if (Quantity.TryParse(value.Text() ?? "", out var amount))
                asked[$"limits.{name}"] = amount;
        }

        return asked;
    }

    /// <summary>What the containers of a pod must say because a quota bounds it; null when nothing is missing.</summary>
    public static string? Missing(JsonObject pod, IEnumerable<string> bounded)
    {
        var spec = pod.Map("spec");
        var containers = spec.Objects("containers").Concat(spec.Objects("initContainers")).ToList();
        var missing = bounded.Where(MustBeSpecified.Contains).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Containers: containers.Where(c => !OfContainer(c).ContainsKey(name)).Select(c => c.Str("name")).Distinct().Order(StringComparer.Ordinal).ToList()))
            .Where(m => m.Containers.Count > 0)
            .Select(m => $"{m.Name} for: {string.Join(',', m.Containers)}")
            .ToList();
        return missing.Count > 0 ? $"must specify {string.Join("; ", missing)}" : null;
    }

    private static bool IsOver(JsonObject pod, DateTimeOffset now)
    {
        if (pod.Text("status", "phase") is "Succeeded" or "Failed")
            return true;
        return pod.IsDeleting()
            && DateTimeOffset.TryParse(pod.Text("metadata", "deletionTimestamp"), System.Globalization.CultureInfo.InvariantCulture, out var end)
            && end < now;
    }
}
