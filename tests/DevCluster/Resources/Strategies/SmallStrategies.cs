using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;
using SegmentOperator.DevCluster.Security;
using SegmentOperator.DevCluster.Validation;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Resources.Strategies;

/// <summary>Secrets: what is written as text is kept as bytes.</summary>
internal sealed class SecretStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    protected override void DefaultKind(JsonObject value)
    {
        if (value["stringData"] is JsonObject texts)
        {
            var data = value.Child("data");
            foreach (var (name, text) in texts)
                data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Text() ?? ""));
            value.Remove("stringData");
        }
        value.TryAdd("type", "Opaque");
    }
}

/// <summary>Network policies: which directions they speak about follows from the rules they have.</summary>
internal sealed class NetworkPolicyStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    protected override bool HasGeneration => true;

    protected override void DefaultKind(JsonObject value)
    {
        if (value["spec"] is not JsonObject spec || spec["policyTypes"] is JsonArray { Count: > 0 })
            return;
        var types = new JsonArray("Ingress");
        if (spec["egress"] is JsonArray { Count: > 0 })
            types.Add("Egress");
        spec["policyTypes"] = types;
    }
}

/// <summary>Bindings: the group of a role and of subjects goes without saying.</summary>
internal sealed class RoleBindingStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    private const string Group = "rbac.authorization.k8s.io";

    protected override void DefaultKind(JsonObject value)
    {
        if (value["roleRef"] is JsonObject role && string.IsNullOrEmpty(role.Text("apiGroup")))
            role["apiGroup"] = Group;
        foreach (var subject in value.Objects("subjects").Where(s => s.Text("kind") is "User" or "Group"))
            subject.TryAdd("apiGroup", Group);
    }
}

/// <summary>Leases: what coordinated election wrote is dropped, as long as that is not switched on.</summary>
internal sealed class LeaseStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    public override void PrepareForCreate(JsonObject value, UserInfo user)
    {
        base.PrepareForCreate(value, user);
        Drop(value);
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        base.PrepareForUpdate(value, old, subresource);
        Drop(value);
    }

    private static void Drop(JsonObject value)
    {
        foreach (var name in new[] { "strategy", "preferredHolder" })
            (value["spec"] as JsonObject)?.Remove(name);
    }
}

/// <summary>Limit ranges: a limit is the default limit, and that the default request. One without a name is called by its uid.</summary>
internal sealed class LimitRangeStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    public override void PrepareForCreate(JsonObject value, UserInfo user)
    {
        base.PrepareForCreate(value, user);
        if (value.Name().Length == 0)
            value.Meta()["name"] = value.Uid();
    }

    protected override void DefaultKind(JsonObject value)
    {
        foreach (var item in value.Objects("spec", "limits").Where(i => i.Text("type") == "Container"))
        {
            Fill(item, "max", "default");
            Fill(item, "default", "defaultRequest");
            Fill(item, "min", "defaultRequest");
        }
    }

    private static void Fill(JsonObject item, string from, string to)
    {
        foreach (var (name, quantity) in (item[from] as JsonObject) ?? [])
            item.Child(to).TryAdd(name, quantity?.DeepClone());
    }
}

/// <summary>Admission policies and their bindings.</summary>
internal sealed class AdmissionPolicyStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    protected override bool HasGeneration => true;
}

/// <summary>CustomResourceDefinitions.</summary>
internal sealed class DefinitionStrategy(string group, string resource, string kind, FieldType type)
    : BuiltInStrategy(group, resource, kind, type)
{
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    protected override bool HasGeneration => true;

    public override void PrepareForCreate(JsonObject value, UserInfo user)
    {
        base.PrepareForCreate(value, user);
        value["status"] = new JsonObject
        {
            ["conditions"] = null,
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = StorageVersions(value).ToList() is { Count: > 0 } versions ? new JsonArray([.. versions]) : null,
        };
    }

    public override void PrepareForUpdate(JsonObject value, JsonObject old, string subresource)
    {
        base.PrepareForUpdate(value, old, subresource);
        if (subresource.Length > 0 || value["status"] is not JsonObject status)
            return;
        var stored = status["storedVersions"] as JsonArray ?? [];
        foreach (var version in StorageVersions(value).Where(v => !stored.Any(s => s.Text() == v.Text())))
            stored.Add(version);
    }

    public override IEnumerable<string> Warnings(JsonObject value, JsonObject? old) =>
        SchemaFormats.Unrecognized(value.At("spec", "versions")).Except(SchemaFormats.Unrecognized(old.At("spec", "versions")))
            .Select(format => $"unrecognized format {GoText.Quote(format)}");

    /// <summary>Whatever instances there are go first.</summary>
    public override void PrepareForDelete(JsonObject value, DateTimeOffset now)
    {
        var finalizers = value.Meta()["finalizers"] as JsonArray ?? [];
        if (!finalizers.Any(f => f.Text() == CleanupFinalizer))
            finalizers.Add(CleanupFinalizer);
        value.Meta()["finalizers"] = finalizers;
        if (value.Child("status")["conditions"] is not JsonArray conditions)
            value.Child("status")["conditions"] = conditions = [];
        conditions.Add(new JsonObject
        {
            ["type"] = "Terminating",
            ["status"] = "True",
            ["lastTransitionTime"] = now.ToTime(),
            ["reason"] = "InstanceDeletionPending",
            ["message"] = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        });
    }

    public override bool IsHeld(JsonObject value) => value["status"] is not null && !value.IsDeleting();

    protected override Func<string, List<string>> NameRuleOf(JsonObject value)
    {
        var required = $"{value.Text("spec", "names", "plural")}.{value.Text("spec", "group")}";
        return name => name == required ? Names.Subdomain(name) : [.. Names.Subdomain(name), "must be spec.names.plural+\".\"+spec.group"];
    }

    protected override void DefaultKind(JsonObject value)
    {
        if (value["spec"] is not JsonObject spec)
            return;
        if (value["status"] is JsonObject { } status && !status.Texts("storedVersions").Any() && StorageVersions(value).FirstOrDefault() is { } first)
            status["storedVersions"] = new JsonArray(first);
        if (spec["conversion"] is null)
            spec["conversion"] = new JsonObject { ["strategy"] = "None" };
        if (spec["names"] is not JsonObject names || names.Text("kind") is not { Length: > 0 } ofKind)
            return;
        names.TryAdd("singular", ofKind.ToLowerInvariant());
        names.TryAdd("listKind", ofKind + "List");
    }

    private static IEnumerable<JsonNode> StorageVersions(JsonObject definition) =>
        definition.Objects("spec", "versions").Where(v => v.Flag("storage")).Select(v => v.Text("name") ?? "").Take(1)
            .Select(v => JsonValue.Create(v));
}
