using System.Globalization;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.Quotas;

/// <summary>Gives containers the resources that a LimitRange has as defaults, and holds pods to its bounds.</summary>
internal sealed class LimitRanger(ClusterContext cluster) : IAdmissionPlugin
{
    public void Mutate(AdmissionAttributes attributes)
    {
        if (!IsNewPod(attributes))
            return;
        foreach (var range in Ranges(attributes))
            SetDefaults(range, attributes.Object!);
    }

    public void Validate(AdmissionAttributes attributes)
    {
        if (!IsNewPod(attributes))
            return;
        foreach (var range in Ranges(attributes))
        {
            var errors = Exceeded(range, attributes.Object!).ToList();
            if (errors.Count > 0)
                throw ApiErrors.Forbidden(attributes.Resource, attributes.Name, errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }
    }

    /// <summary>Fills in what the containers of a pod do not say, and notes it in an annotation.</summary>
    public static void SetDefaults(JsonObject range, JsonObject pod)
    {
        var (requests, limits) = (new JsonObject(), new JsonObject());
        foreach (var limit in range.Map("spec").Objects("limits").Where(l => l.Str("type") == "Container"))
        {
            // A later entry replaces an earlier one, and a bound is a default where nothing else is.
            foreach (var key in new[] { "max", "default" })
                Add(limits, limit.Map(key));
            foreach (var key in new[] { "min", "max", "default", "defaultRequest" })
                Add(requests, limit.Map(key));
        }

        var notes = new List<string>();
        foreach (var container in pod.Map("spec").Objects("containers"))
            SetDefaults(container, requests, limits, "container", notes);
        foreach (var container in pod.Map("spec").Objects("initContainers"))
            SetDefaults(container, requests, limits, "init container", notes);
        if (notes.Count > 0)
            pod.Meta().Child("annotations")["kubernetes.io/limit-ranger"] = "LimitRanger plugin set: " + string.Join("; ", notes);
    }

    /// <summary>What of a pod is out of a LimitRange's bounds.</summary>
    public static IEnumerable<string> Exceeded(JsonObject range, JsonObject pod)
    {
        foreach (var limit in range.Map("spec").Objects("limits"))
        {
            var asked = limit.Str("type") switch
            {
                "Container" => pod.Map("spec").Objects("containers").Concat(pod.Map("spec").Objects("initContainers")).Select(ResourceUsage.OfContainer),
                "Pod" => [ResourceUsage.OfContainers(pod)],
                _ => [],
            };
            foreach (var error in asked.SelectMany(a => Exceeded(limit, a)))
                yield return error;
        }
    }

    private static IEnumerable<string> Exceeded(JsonObject limit, IReadOnlyDictionary<string, Quantity> asked)
    {
        var type = limit.Str("type");
        foreach (var (name, least) in Amounts(limit, "min"))
        {
            var text = $"minimum {name} usage per {type} is {least}";
            if (!asked.TryGetValue($"requests.{name}", out var request))
                yield return $"{text}.  No request is specified";
            else if (request.CompareTo(least) < 0)
                yield return $"{text}, but request is {request}";
            else if (asked.TryGetValue($"limits.{name}", out var bound) && bound.CompareTo(least) < 0)
                yield return $"{text}, but limit is {bound}";
        }

        foreach (var (name, most) in Amounts(limit, "max"))
        {
            var text = $"maximum {name} usage per {type} is {most}";
            if (!asked.TryGetValue($"limits.{name}", out var bound))
                yield return $"{text}.  No limit is specified";
            else if (bound.CompareTo(most) > 0)
                yield return $"{text}, but limit is {bound}";
            else if (asked.TryGetValue($"requests.{name}", out var request) && request.CompareTo(most) > 0)
                yield return $"{text}, but request is {request}";
        }

        foreach (var (name, most) in Amounts(limit, "maxLimitRequestRatio"))
        {
            var text = $"{name} max limit to request ratio per {type} is {most}, but";
            if (!asked.TryGetValue($"requests.{name}", out var request) || request.Nanos.IsZero)
                yield return $"{text} no request is specified or request is 0";
            else if (!asked.TryGetValue($"limits.{name}", out var bound) || bound.Nanos.IsZero)
                yield return $"{text} no limit is specified or limit is 0";
            else if ((double)bound.Nanos / (double)request.Nanos is var ratio && ratio > (double)most.Nanos / 1e9)
                yield return string.Create(CultureInfo.InvariantCulture, $"{text} provided ratio is {ratio:F6}");
        }
    }

    private static IEnumerable<(string Name, Quantity Amount)> Amounts(JsonObject limit, string key)
    {
        foreach (var (name, value) in limit.Map(key).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (Quantity.TryParse(value.Text() ?? "", out var amount))
                yield return (name, amount);
        }
    }

    private static void SetDefaults(JsonObject container, JsonObject requests, JsonObject limits, string what, List<string> notes)
    {
        foreach (var (key, said, defaults) in new[] { ("requests", "request", requests), ("limits", "limit", limits) })
        {
            var missing = defaults.Where(d => !container.Map("resources").Map(key).Has(d.Key)).OrderBy(d => d.Key, StringComparer.Ordinal).ToList();
            if (missing.Count == 0)
                continue;
            foreach (var (name, amount) in missing)
                container.Child("resources").Child(key)[name] = amount!.DeepClone();
            notes.Add($"{string.Join(", ", missing.Select(m => m.Key))} {said} for {what} {container.Str("name")}");
        }
    }

    private static void Add(JsonObject amounts, JsonObject more)
    {
        foreach (var (name, amount) in more)
            amounts[name] = amount!.DeepClone();
    }

    private static bool IsNewPod(AdmissionAttributes attributes) => attributes is
    {
        Operation: AdmissionOperation.Create, Resource: { Group: "", Resource: "pods" }, Subresource: "", Object: not null,
    };

    private IEnumerable<JsonObject> Ranges(AdmissionAttributes attributes) =>
        cluster.Resources.Find("", "limitranges") is { } resource
            ? cluster.Store.List(resource.StorageKey, attributes.Namespace)!.Objects.Select(o => o.Value)
            : [];
}
