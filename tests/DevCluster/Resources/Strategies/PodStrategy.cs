using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Resources.Strategies;

/// <summary>Pods: defaults that look at neighbours, the first status, the quality of service.</summary>
internal sealed class PodStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    private const string Ephemeral = "ephemeralcontainers";

    protected override bool HasGeneration => true;

    public override void PrepareForCreate(JsonObject value, UserInfo user)
    {
        base.PrepareForCreate(value, user);
        value["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = QualityOfService(value) };
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        base.PrepareForUpdate(value, old, subresource);
        if (subresource == Ephemeral)
        {
            var asked = value["spec"]?["ephemeralContainers"]?.DeepClone();
            value["spec"] = old["spec"]!.DeepClone();
            value["spec"]!["ephemeralContainers"] = asked;
        }
        if (value["status"] is JsonObject status && old.Text("status", "qosClass") is { } quality)
            status["qosClass"] = quality;
    }

    /// <summary>Nothing but those containers can have changed there.</summary>
    public override IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource) =>
        base.ValidateUpdate(subresource == Ephemeral ? old.Clone() : value, old, subresource);

    /// <summary>Only what may be running is given time to end.</summary>
    public override long GracePeriod(JsonObject value, long? asked)
    {
        if (value.Text("spec", "nodeName") is null || value.Text("status", "phase") is "Succeeded" or "Failed")
            return 0;
        return Math.Max(0, asked ?? value.Number("spec", "terminationGracePeriodSeconds") ?? 30);
    }

    public override IReadOnlyList<string> ResetFields(string subresource) => subresource == "status"
        ? ["spec", "metadata.deletionTimestamp", "metadata.ownerReferences"]
        : ["status"];

    protected override void DefaultKind(JsonObject value)
    {
        foreach (var container in Containers(value))
        {
            if (container.Text("imagePullPolicy") is null)
                container["imagePullPolicy"] = IsLatest(container.Text("image") ?? "") ? "Always" : "IfNotPresent";
            if (container.At("resources", "limits") is JsonObject limits)
            {
                var requests = container.Child("resources").Child("requests");
                foreach (var (name, limit) in limits)
                    requests.TryAdd(name, limit?.DeepClone());
            }
            if (!value.Flag("spec", "hostNetwork"))
                continue;
            foreach (var port in container.Objects("ports").Where(p => p["hostPort"] is null))
                port["hostPort"] = port["containerPort"]?.DeepClone();
        }
        foreach (var volume in value.Objects("spec", "volumes").Where(v => v.Count == 1 && v["name"] is not null))
            volume["emptyDir"] = new JsonObject();
        if (value["spec"] is not JsonObject spec)
            return;
        if (spec.Number("terminationGracePeriodSeconds") is < 0)
            spec["terminationGracePeriodSeconds"] = 1;
        // The old and the new name of the same field.
        var account = spec.Text("serviceAccountName") ?? spec.Text("serviceAccount");
        if (account is not null)
        {
            spec["serviceAccountName"] = account;
            spec["serviceAccount"] = account;
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.Objects("spec", "initContainers").Concat(pod.Objects("spec", "containers"));

    private static bool IsLatest(string image)
    {
        if (image.Contains('@'))
            return false;
        var tag = image.LastIndexOf(':') is var colon && colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "";
        return tag is "" or "latest";
    }

    private static string QualityOfService(JsonObject pod)
    {
        var guaranteed = true;
        var any = false;
        foreach (var container in Containers(pod))
        {
            foreach (var name in new[] { "cpu", "memory" })
            {
                var limit = container.Text("resources", "limits", name);
                var request = container.Text("resources", "requests", name);
                any |= (limit ?? request) is not (null or "0");
                guaranteed &= limit is not (null or "0") && request == limit;
            }
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }
}
