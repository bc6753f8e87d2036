using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>ResourceQuotas.</summary>
internal sealed class ResourceQuotas : Rules
{
    private static readonly string[] Countable =
    [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers",
    ];

    private static readonly string[] Amounts =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ];

    private static readonly string[] KnownScopes =
        ["BestEffort", "NotBestEffort", "Terminating", "NotTerminating", "PriorityClass", "CrossNamespacePodAffinity"];

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        foreach (var (name, amount) in Sorted(value.Map("spec"), "hard"))
        {
            var path = "spec.hard".Key(name);
            var wrong = Names.Qualified(name);
            MetadataRules.Invalid(errors, path, name, wrong);
            var isStandard = Countable.Contains(name) || Amounts.Contains(name);
            if (wrong.Count == 0 && !name.Contains('/') && !isStandard)
                errors.Add(Finding.Invalid(path, name, "must be a standard resource type or fully qualified"));
            if (!name.Contains('/') && !isStandard)
                errors.Add(Finding.Invalid(path, name, "must be a standard resource for quota"));
            if (amount.Text()?.StartsWith('-') == true)
                errors.Add(Finding.Invalid(path, amount, "must be greater than or equal to 0"));
            if (Countable.Contains(name) && amount.Text()?.EndsWith('m') == true)
                errors.Add(Finding.Invalid(path, amount, "must be an integer"));
        }
        Scopes(errors, value.Map("spec"));
    }

    private static void Scopes(List<FieldError> errors, JsonObject spec)
    {
        void Add(string detail) => errors.Add(Finding.Invalid("spec.scopes", spec["scopes"], detail));
        var scopes = spec.Texts("scopes").ToList();
        foreach (var scope in scopes)
        {
            if (!KnownScopes.Contains(scope))
                Add("unsupported scope");
            foreach (var (name, _) in Sorted(spec, "hard"))
            {
                var fits = !KnownScopes.Contains(scope) || (name == "pods" || (scope != "BestEffort" && Amounts.Contains(name) && name != "requests.storage"));
                if (!fits && (Countable.Contains(name) || Amounts.Contains(name)))
                    Add("unsupported scope applied to resource");
            }
        }
        foreach (var (one, other) in new[] { ("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating") })
        {
            if (scopes.Contains(one) && scopes.Contains(other))
                Add("conflicting scopes");
        }
    }

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
        var (scopes, before) = (value.Map("spec").Texts("scopes"), old.Map("spec").Texts("scopes"));
        if (!scopes.Order(StringComparer.Ordinal).SequenceEqual(before.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            errors.Add(Finding.Invalid("spec.scopes", value.Map("spec")["scopes"], "field is immutable"));
    }
}

/// <summary>LimitRanges.</summary>
internal sealed class LimitRanges : Rules
{
    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var limit in value.Map("spec").Objects("limits"))
        {
            var path = "spec.limits".Index(index++);
            var type = limit.Str("type");
            var wrong = Names.Qualified(type);
            MetadataRules.Invalid(errors, path.Child("type"), type, wrong);
            if (wrong.Count == 0 && !type.Contains('/') && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
                errors.Add(Finding.Invalid(path.Child("type"), type, "must be a standard limit type or fully qualified"));
            if (!seen.Add(type))
                errors.Add(Finding.Duplicate(path.Child("type"), type));
            if (type == "PersistentVolumeClaim" && !limit.Map("min").Has("storage") && !limit.Map("max").Has("storage"))
                errors.Add(Finding.Required(path.Child("limits"), "either minimum or maximum storage value is required, but neither was provided"));
            foreach (var key in new[] { "default", "defaultRequest" }.Where(k => type == "Pod" && limit.Map(k).Count > 0))
                errors.Add(Finding.Forbidden(path.Child(key), "may not be specified when `type` is 'Pod'"));
            foreach (var name in new[] { "min", "max", "default", "defaultRequest" }.SelectMany(k => limit.Map(k).Select(p => p.Key)).Distinct().Order(StringComparer.Ordinal))
                Compare(errors, limit, name, path);
        }
    }

    private static void Compare(List<FieldError> errors, JsonObject limit, string name, string path)
    {
        Above("min", "max", "min", "min value {0} is greater than max value {1}", shown: "min");
        Above("min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}", shown: "defaultRequest");
        Above("defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}", shown: "defaultRequest");
        Above("defaultRequest", "default", "defaultRequest", "default request value {0} is greater than default limit value {1}", shown: "defaultRequest");
        Above("min", "default", "default", "min value {0} is greater than default value {1}", shown: "min");
        Above("default", "max", "default", "default value {0} is greater than max value {1}", shown: "max");

        void Above(string lower, string upper, string field, string message, string shown)
        {
            var (low, high) = (limit.Map(lower).Str(name), limit.Map(upper).Str(name));
            if (Quantity.TryParse(low, out var least) && Quantity.TryParse(high, out var most) && least.CompareTo(most) > 0)
                errors.Add(Finding.Invalid(path.Child(field).Key(name), limit.Map(shown).Str(name), string.Format(message, low, high)));
        }
    }
}
