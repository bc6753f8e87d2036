using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Http;
using SegmentOperator.DevCluster.Validation.Schemas;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>
/// CustomResourceDefinitions. What all versions say alike (with one version, everything) is reported as a kube-apiserver
/// reports it: under <c>spec.validation</c>, <c>spec.subresources</c>, <c>spec.additionalPrinterColumns</c>.
/// </summary>
internal sealed class CustomResourceDefinitions : IObjectValidator
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] ColumnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

    public IEnumerable<FieldError> ValidateCreate(JsonObject value)
    {
        List<FieldError> errors = [];
        var spec = value.Map("spec");
        Spec(errors, spec, null);
        Status(errors, value);
        return errors;
    }

    public IEnumerable<FieldError> ValidateUpdate(JsonObject value, JsonObject old, string subresource)
    {
        List<FieldError> errors = [];
        if (subresource.Length == 0)
        {
            var established = old.Map("status").Objects("conditions").Any(c => c.Str("type") == "Established" && c.Str("status") == "True");
            var (spec, oldSpec) = (value.Map("spec"), old.Map("spec"));
            Spec(errors, spec, oldSpec);
            if (established)
            {
                Immutable(errors, spec["scope"], oldSpec["scope"], "spec.scope");
                Immutable(errors, spec.At("names", "kind"), oldSpec.At("names", "kind"), "spec.names.kind");
            }

            Immutable(errors, spec["group"], oldSpec["group"], "spec.group");
            Immutable(errors, spec.At("names", "plural"), oldSpec.At("names", "plural"), "spec.names.plural");
            Status(errors, value);
        }

        return errors;
    }

    private static void Immutable(List<FieldError> errors, JsonNode? value, JsonNode? old, string path)
    {
        if (!JsonValues.Same(value, old))
            errors.Add(Finding.Invalid(path, value, "field is immutable"));
    }

    private static void Spec(List<FieldError> errors, JsonObject spec, JsonObject? old)
    {
        var group = spec.Str("group");
        if (group.Length == 0)
            errors.Add(Finding.Required("spec.group"));
        else if (Names.Subdomain(group) is { Count: > 0 } wrong)
            errors.Add(Finding.Invalid("spec.group", group, string.Join(',', wrong)));
        else if (!group.Contains('.'))
            errors.Add(Finding.Invalid("spec.group", group, "should be a domain with at least one dot"));
        Enumeration(errors, spec.Str("scope"), "spec.scope", "Cluster", "Namespaced");

        var versions = spec.Objects("versions").ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].At("schema", "openAPIV3Schema") is null)
                errors.Add(Finding.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
        }

        var shared = new SharedParts(versions);
        for (var i = 0; i < versions.Count; i++)
            Version(errors, versions[i], shared, $"spec.versions[{i}]", OldVersion(old, versions[i]));
        if (versions.Select(v => v.Str("name")).Distinct(StringComparer.Ordinal).Count() != versions.Count)
            errors.Add(Finding.InvalidLiteral("spec.versions", shared.Literal(versions), "must contain unique version names"));
        if (versions.Count(v => v.Flag("storage")) != 1)
            errors.Add(Finding.InvalidLiteral("spec.versions", shared.Literal(versions), "must have exactly one version marked as storage version"));
        if (versions.Count > 0)
            Label(errors, versions[0].Str("name"), "spec.version");

        foreach (var name in new[] { "plural", "singular", "kind", "listKind" })
        {
            if (spec.Map("names").Str(name).Length == 0)
                errors.Add(Finding.Required($"spec.names.{name}"));
        }

        NamesOf(errors, spec.Map("names"), "spec.names");
        if (versions.Count > 0)
            Shared(errors, versions[0], shared, versions.Exists(HasStatus), OldVersion(old, versions[0]));
        Conversion(errors, spec);
        if (spec.Flag("preserveUnknownFields"))
        {
            errors.Add(Finding.Invalid("spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
    }

    private static void Version(List<FieldError> errors, JsonObject version, SharedParts shared, string path, JsonObject? old)
    {
        Label(errors, version.Str("name"), path.Child("name"));
        if (version.Has("deprecationWarning") && !version.Flag("deprecated"))
            errors.Add(Finding.Invalid(path.Child("deprecationWarning"), version["deprecationWarning"], "can only be set for deprecated versions"));
        if (!shared.Schema && version.At("schema", "openAPIV3Schema") is JsonObject schema && !IsUnchanged(schema, old))
            errors.AddRange(DefinitionRules.Validate(schema, path.Child("schema.openAPIV3Schema"), HasStatus(version)));
        if (!shared.Subresources)
            Scale(errors, version, path.Child("subresources"));
        if (!shared.Columns)
            Columns(errors, version, path.Child("additionalPrinterColumns"));
        if (!shared.SelectableFields)
            SelectableFields(errors, version, path.Child("selectableFields"));
    }

    private static void Shared(List<FieldError> errors, JsonObject version, SharedParts shared, bool hasStatus, JsonObject? old)
    {
        if (shared.Schema && version.At("schema", "openAPIV3Schema") is JsonObject schema && !IsUnchanged(schema, old))
            errors.AddRange(DefinitionRules.Validate(schema, "spec.validation.openAPIV3Schema", hasStatus));
        if (shared.Subresources)
            Scale(errors, version, "spec.subresources");
        if (shared.Columns)
            Columns(errors, version, "spec.additionalPrinterColumns");
        if (shared.SelectableFields)
            SelectableFields(errors, version, "spec.selectableFields");
    }

    private static JsonObject? OldVersion(JsonObject? old, JsonObject version) =>
        old?.Objects("versions").FirstOrDefault(v => v.Str("name") == version.Str("name"));

    /// <summary>A schema that was accepted once is not judged again: it cannot have become wrong.</summary>
    private static bool IsUnchanged(JsonObject schema, JsonObject? old) => old is not null && JsonValues.Same(schema, old.At("schema", "openAPIV3Schema"));

    private static bool HasStatus(JsonObject version) => version.At("subresources", "status") is not null;

    private static void Label(List<FieldError> errors, string name, string path, string prefix = "")
    {
        if (Names.Dns1035Label(prefix.Length == 0 ? name : name.ToLowerInvariant()) is { Count: > 0 } wrong)
            errors.Add(Finding.Invalid(path, name, prefix + string.Join(',', wrong)));
    }

    private static void Enumeration(List<FieldError> errors, string value, string path, params string[] allowed)
    {
        if (value.Length == 0)
            errors.Add(Finding.Required(path));
        else if (!allowed.Contains(value))
            errors.Add(Finding.NotSupported(path, value, allowed));
    }

    private static void NamesOf(List<FieldError> errors, JsonObject names, string path)
    {
        const string MixedCase = "may have mixed case, but should otherwise match: ";
        foreach (var key in new[] { "plural", "singular", "kind", "listKind" })
        {
            if (names.Str(key).Length > 0)
                Label(errors, names.Str(key), path.Child(key), key is "kind" or "listKind" ? MixedCase : "");
        }

        var shortNames = names.Texts("shortNames").ToList();
        for (var i = 0; i < shortNames.Count; i++)
            Label(errors, shortNames[i], path.Child("shortNames").Index(i));
        if (names.Str("kind").Length > 0 && names.Str("kind") == names.Str("listKind"))
            errors.Add(Finding.Invalid(path.Child("listKind"), names.Str("listKind"), "kind and listKind may not be the same"));
        var categories = names.Texts("categories").ToList();
        for (var i = 0; i < categories.Count; i++)
            Label(errors, categories[i], path.Child("categories").Index(i));
    }

    private static void Scale(List<FieldError> errors, JsonObject version, string path)
    {
        if (version.At("subresources", "scale") is not JsonObject scale)
            return;
        foreach (var (key, root) in new[] { ("specReplicasPath", ".spec"), ("statusReplicasPath", ".status") })
        {
            var at = path.Child("scale").Child(key);
            if (scale.Str(key).Length == 0)
                errors.Add(Finding.Required(at));
            else if (!scale.Str(key).StartsWith('.'))
                errors.Add(Finding.Invalid(at, scale.Str(key), "must be a simple json path starting with ."));
            else if (!scale.Str(key).StartsWith(root + ".", StringComparison.Ordinal))
                errors.Add(Finding.Invalid(at, scale.Str(key), $"should be a json path under {root}"));
        }

        var selector = scale.Str("labelSelectorPath");
        if (selector.Length > 0 && !selector.StartsWith('.'))
            errors.Add(Finding.Invalid(path.Child("scale.labelSelectorPath"), selector, "must be a simple json path starting with ."));
        else if (selector.Length > 0 && !selector.StartsWith(".spec.", StringComparison.Ordinal) && !selector.StartsWith(".status.", StringComparison.Ordinal))
            errors.Add(Finding.Invalid(path.Child("scale.labelSelectorPath"), selector, "should be a json path under either .spec or .status"));
    }

    private static void Columns(List<FieldError> errors, JsonObject version, string path)
    {
        var index = 0;
        foreach (var column in version.Objects("additionalPrinterColumns"))
        {
            var at = path.Index(index++);
            if (column.Str("name").Length == 0)
                errors.Add(Finding.Required(at.Child("name")));
            var types = $"must be one of {string.Join(',', ColumnTypes)}";
            if (column.Str("type").Length == 0)
                errors.Add(Finding.Required(at.Child("type"), types));
            else if (!ColumnTypes.Contains(column.Str("type")))
                errors.Add(Finding.Invalid(at.Child("type"), column.Str("type"), types));
            if (column.Str("format") is { Length: > 0 } format && !ColumnFormats.Contains(format))
                errors.Add(Finding.Invalid(at.Child("format"), format, $"must be one of {string.Join(',', ColumnFormats)}"));
            if (column.Str("jsonPath").Length == 0)
                errors.Add(Finding.Required(at.Child("JSONPath")));
            else if (!column.Str("jsonPath").StartsWith('.'))
                errors.Add(Finding.Invalid(at.Child("JSONPath"), column.Str("jsonPath"), "must be a simple json path starting with ."));
        }
    }

    private static void SelectableFields(List<FieldError> errors, JsonObject version, string path)
    {
        var schema = version.At("schema", "openAPIV3Schema") as JsonObject ?? [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var selectable in version.Objects("selectableFields"))
        {
            var at = path.Index(index++).Child("jsonPath");
            var field = selectable.Str("jsonPath");
            if (field.Length == 0)
            {
                errors.Add(Finding.Required(at));
                continue;
            }

            if (SchemaPath.Find(field, schema, allowKeys: false, out var wrong) is not { } found)
            {
                errors.Add(Finding.Invalid(at, field, $"is an invalid path: {wrong}"));
                continue;
            }

            if (found.Path.Split('.')[0] == "metadata")
                errors.Add(Finding.Invalid(at, field, "must not point to fields in metadata"));
            if (found.Schema.Str("type") is not ("string" or "boolean" or "integer"))
            {
                errors.Add(Finding.Invalid(at, field,
                    "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."));
            }

            if (!seen.Add(found.Path))
                errors.Add(Finding.Duplicate(at, field));
        }

        if (seen.Count > 8)
            errors.Add(Finding.TooMany(path, seen.Count, 8));
    }

    private static void Conversion(List<FieldError> errors, JsonObject spec)
    {
        if (spec["conversion"] is not JsonObject conversion)
            return;
        Enumeration(errors, conversion.Str("strategy"), "spec.conversion.strategy", "None", "Webhook");
        if (conversion.Str("strategy") == "None" && conversion.Has("webhook"))
            errors.Add(Finding.Forbidden("spec.conversion.webhookClientConfig", "should not be set when strategy is not set to Webhook"));
        if (conversion.Str("strategy") != "Webhook")
            return;
        if (conversion.At("webhook", "clientConfig") is null)
            errors.Add(Finding.Required("spec.conversion.webhookClientConfig", "required when strategy is set to Webhook"));
        if (!conversion.At("webhook").Texts("conversionReviewVersions").Any())
            errors.Add(Finding.Required("spec.conversion.conversionReviewVersions"));
        else if (errors.Count == 0)
            throw ApiErrors.NotServed("conversion by webhook");
    }

    private static void Status(List<FieldError> errors, JsonObject value)
    {
        var status = value.Map("status");
        NamesOf(errors, status.Map("acceptedNames"), "status.acceptedNames");
        var stored = status.Texts("storedVersions").ToList();
        if (stored.Count == 0)
        {
            errors.Add(Finding.Invalid("status.storedVersions", status["storedVersions"], "must have at least one stored version"));
            return;
        }

        var left = stored.ToHashSet(StringComparer.Ordinal);
        foreach (var version in value.Map("spec").Objects("versions"))
        {
            var name = version.Str("name");
            if (!left.Remove(name) && version.Flag("storage"))
                errors.Add(Finding.Invalid("status.storedVersions", status["storedVersions"], $"must have the storage version {name}"));
        }

        foreach (var name in left.Order(StringComparer.Ordinal))
        {
            errors.Add(Finding.Invalid($"status.storedVersions[{stored.IndexOf(name)}]", name,
                $"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {name} and removes {name} from status.storedVersions"));
        }
    }
}
