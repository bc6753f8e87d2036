using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>The columns of the built-in kinds.</summary>
internal static class TableColumns
{
    public static readonly ColumnInfo Name = new("Name", "string", "name", Descriptions.Get("name"), 0, o => o.Name());
    public static readonly ColumnInfo Age = Text("Age", "age", (o, now) => Table.Age(o.Text("metadata", "creationTimestamp"), now));

    public static readonly IReadOnlyList<ColumnInfo> Default = [Name, Age];

    public static readonly IReadOnlyList<ColumnInfo> CreatedAt =
        [Name, new("Created At", "date", "", Descriptions.Get("age"), 0, o => o.Text("metadata", "creationTimestamp"))];

    public static readonly IReadOnlyList<ColumnInfo> ConfigMap =
        [Name, Text("Data", "configmap.data", o => Count(o["data"]) + Count(o["binaryData"])), Age];

    public static readonly IReadOnlyList<ColumnInfo> Secret =
        [Name, Text("Type", "secret.type", o => o.Text("type")), Text("Data", "secret.data", o => Count(o["data"])), Age];

    public static readonly IReadOnlyList<ColumnInfo> Namespace =
        [Name, new("Status", "string", "", "The status of the namespace", 0, o => o.Text("status", "phase")), Age];

    public static readonly IReadOnlyList<ColumnInfo> Node =
    [
        Name,
        new("Status", "string", "", "The status of the node", 0, o => o.Objects("status", "conditions")
            .Any(c => c.Text("type") == "Ready" && c.Text("status") == "True") ? "Ready" : "NotReady"),
        Age,
    ];

    public static readonly IReadOnlyList<ColumnInfo> Pod =
    [
        Name,
        Text("Ready", "pod.ready", PodSummary.Ready),
        Text("Status", "pod.status", PodSummary.Status),
        Text("Restarts", "pod.restarts", PodSummary.Restarts),
        Age,
        Text("IP", "pod.ip", o => o.Text("status", "podIP") ?? "<none>", 1),
        Text("Node", "pod.node", o => o.Text("spec", "nodeName") ?? "<none>", 1),
        Text("Nominated Node", "pod.nominated", o => o.Text("status", "nominatedNodeName") ?? "<none>", 1),
        Text("Readiness Gates", "pod.gates", PodSummary.Gates, 1),
    ];

    public static readonly IReadOnlyList<ColumnInfo> ResourceQuota =
    [
        Name,
        Text("Request", "quota.request", o => Usage(o, limits: false)),
        Text("Limit", "quota.limit", o => Usage(o, limits: true)),
        Age,
    ];

    public static readonly IReadOnlyList<ColumnInfo> CoreEvent = [.. EventColumns("involvedObject", "message", "source", "reportingComponent", "")];
    public static readonly IReadOnlyList<ColumnInfo> Event = [.. EventColumns("regarding", "note", "deprecatedSource", "reportingController", "deprecated")];

    public static readonly IReadOnlyList<ColumnInfo> Lease = [Name, Text("Holder", "lease.holder", o => o.Text("spec", "holderIdentity") ?? ""), Age];

    public static readonly IReadOnlyList<ColumnInfo> NetworkPolicy =
        [Name, Text("Pod-Selector", "netpol.podSelector", o => Selectors.Describe(o.At("spec", "podSelector") as JsonObject)), Age];

    public static readonly IReadOnlyList<ColumnInfo> RoleBinding = [.. BindingColumns("roleBinding", "rolebinding.roleRef")];
    public static readonly IReadOnlyList<ColumnInfo> ClusterRoleBinding = [.. BindingColumns("clusterRoleBinding", "clusterrolebinding.roleRef")];

    private static readonly ColumnInfo ParamKind = new("ParamKind", "string", "",
        "ParamKind specifies the kind of resources used to parameterize this policy", 0,
        o => o.At("spec", "paramKind") is { } kind ? $"{kind.Text("apiVersion")}/{kind.Text("kind")}" : "<unset>");

    public static readonly IReadOnlyList<ColumnInfo> AdmissionPolicy =
    [
        Name,
        new("Validations", "integer", "", "Validations indicates the number of validation rules defined in this configuration", 0,
            o => Count(o.At("spec", "validations"))),
        ParamKind,
        Age,
    ];

    public static readonly IReadOnlyList<ColumnInfo> MutatingPolicy =
    [
        Name,
        new("Mutations", "integer", "", "Mutation indicates the number of mutations rules defined in this configuration", 0,
            o => Count(o.At("spec", "mutations"))),
        ParamKind,
        Age,
    ];

    public static readonly IReadOnlyList<ColumnInfo> AdmissionPolicyBinding =
    [
        Name,
        new("PolicyName", "string", "", "PolicyName indicates the policy definition which the policy binding binded to", 0,
            o => o.Text("spec", "policyName")),
        new("ParamRef", "string", "", "ParamRef indicates the param resource which sets the configuration param", 0, ParamRef),
        Age,
    ];

    private static ColumnInfo Text(string name, string description, Func<JsonObject, JsonNode?> cell, int priority = 0) =>
        new(name, "string", "", Descriptions.Get(description), priority, cell);

    private static ColumnInfo Text(string name, string description, Func<JsonObject, DateTimeOffset, JsonNode?> cell, int priority = 0) =>
        new(name, "string", "", Descriptions.Get(description), priority, cell);

    private static int Count(JsonNode? node) => node switch
    {
        JsonObject map => map.Count,
        JsonArray list => list.Count,
        _ => 0,
    };

    private static JsonNode ParamRef(JsonObject o)
    {
        if (o.At("spec", "paramRef") is not JsonObject reference)
            return "<unset>";
        var name = reference.Text("name");
        if (name is null)
            return reference["selector"] is JsonObject selector ? Selectors.Describe(selector) : "<unset>";
        return reference.Text("namespace") is { } ns ? $"{ns}/{name}" : $"*/{name}";
    }

    private static string Usage(JsonObject quota, bool limits)
    {
        var used = quota.At("status", "used");
        return string.Join(", ", ((quota.At("status", "hard") as JsonObject) ?? [])
            .Where(hard => hard.Key.StartsWith("limits", StringComparison.Ordinal) == limits)
            .OrderBy(hard => hard.Key, StringComparer.Ordinal)
            .Select(hard => $"{hard.Key}: {used.Text(hard.Key) ?? "0"}/{hard.Value}"));
    }

    private static IEnumerable<ColumnInfo> EventColumns(string subject, string note, string source, string reporter, string old)
    {
        string? First(JsonObject o) => o.Text(old.Length == 0 ? "firstTimestamp" : "deprecatedFirstTimestamp") ?? o.Text("eventTime");
        string? Last(JsonObject o) => o.Text("series", "lastObservedTime") ??
            o.Text(old.Length == 0 ? "lastTimestamp" : "deprecatedLastTimestamp") ?? First(o);
        yield return Text("Last Seen", "event.lastSeen", (o, now) => Table.Age(Last(o), now));
        yield return Text("Type", "event.type", o => o.Text("type") ?? "");
        yield return Text("Reason", "event.reason", o => o.Text("reason") ?? "");
        yield return Text("Object", "event.object", o =>
            $"{o.Text(subject, "kind")?.ToLowerInvariant()}/{o.Text(subject, "name")}");
        yield return Text("Subobject", "event.subobject", o => o.Text(subject, "fieldPath") ?? "", 1);
        yield return Text("Source", "event.source", o =>
        {
            var component = o.Text(source, "component") ?? o.Text(reporter) ?? "";
            var host = o.Text(source, "host") ?? o.Text("reportingInstance") ?? "";
            return host.Length == 0 ? component : $"{component}, {host}";
        }, 1);
        yield return Text("Message", "event.message", o => o.Text(note)?.Trim() ?? "");
        yield return Text("First Seen", "event.firstSeen", (o, now) => Table.Age(First(o), now), 1);
        yield return Text("Count", "event.count", o =>
            o.Number("series", "count") ?? o.Number(old.Length == 0 ? "count" : "deprecatedCount") ?? 1, 1);
        yield return Name with { Priority = 1 };
    }

    private static IEnumerable<ColumnInfo> BindingColumns(string word, string roleRef)
    {
        ColumnInfo Subjects(string title, string kind) => new(title, "string", "", $"{title} in the {word}", 1, o => string.Join(", ",
            o.Objects("subjects").Where(s => s.Text("kind") == kind)
                .Select(s => kind == "ServiceAccount" ? $"{s.Text("namespace")}/{s.Text("name")}" : s.Text("name"))));
        yield return Name;
        yield return Text("Role", roleRef, o => $"{o.Text("roleRef", "kind")}/{o.Text("roleRef", "name")}");
        yield return Age;
        yield return Subjects("Users", "User");
        yield return Subjects("Groups", "Group");
        yield return Subjects("ServiceAccounts", "ServiceAccount");
    }
}
