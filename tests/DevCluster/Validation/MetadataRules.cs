using System.Text;
using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation;

/// <summary>What holds for the metadata of every object, in the order in which a kube-apiserver reports it.</summary>
internal static class MetadataRules
{
    private const int AnnotationsLimit = 256 * 1024;
    private static readonly string[] StandardFinalizers = ["orphan", "foregroundDeletion", "kubernetes"];

    /// <summary>The rules for a new object.</summary>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="namespaced">Whether it lives in a namespace.</param>
    /// <param name="name">The rule for its name.</param>
    /// <param name="builtIn">Whether its finalizers must be fully qualified, as those of the core kinds.</param>
    /// <param name="path">Where the metadata stands.</param>
    public static List<FieldError> Create(
        JsonObject metadata, bool namespaced, Func<string, List<string>> name, bool builtIn = false, string path = "metadata")
    {
        List<FieldError> errors = [];
        var prefix = metadata.Str("generateName");
        if (prefix.Length > 0)
            Invalid(errors, path.Child("generateName"), prefix, Names.Prefix(name)(prefix));
        if (metadata.Str("name").Length == 0)
            errors.Add(Finding.Required(path.Child("name"), "name or generateName is required"));
        else
            Invalid(errors, path.Child("name"), metadata.Str("name"), name(metadata.Str("name")));

        var space = metadata.Str("namespace");
        if (!namespaced && space.Length > 0)
            errors.Add(Finding.Forbidden(path.Child("namespace"), "not allowed on this type"));
        else if (namespaced && space.Length == 0)
            errors.Add(Finding.Required(path.Child("namespace")));
        else if (namespaced)
            Invalid(errors, path.Child("namespace"), space, Names.Label(space));

        Common(errors, metadata, path);
        Finalizers(errors, metadata, path.Child("finalizers"), builtIn);
        return errors;
    }

    /// <summary>What holds for the whole of an object that has its name.</summary>
    public static List<FieldError> Whole(JsonObject metadata, string path = "metadata")
    {
        List<FieldError> errors = [];
        Common(errors, metadata, path);
        Finalizers(errors, metadata, path.Child("finalizers"), false);
        return errors;
    }

    /// <summary>Finalizers that are neither standard nor fully qualified.</summary>
    public static IEnumerable<FieldError> StandardFinalizersOnly(JsonObject metadata) =>
        metadata.Texts("finalizers").SelectMany((f, i) => Standard(f, "metadata.finalizers".Index(i)));

    /// <summary>The rules for a changed object.</summary>
    public static List<FieldError> Update(JsonObject metadata, JsonObject old, string path = "metadata")
    {
        List<FieldError> errors = [];
        if (old.Has("deletionTimestamp"))
        {
            var added = metadata.Texts("finalizers").Except(old.Texts("finalizers"), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (added.Count > 0)
            {
                errors.Add(Finding.Forbidden(path.Child("finalizers"),
                    $"no new finalizers can be added if the object is being deleted, found new finalizers {GoText.SliceLiteral(added)}"));
            }
        }

        foreach (var key in new[] { "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds" })
        {
            if (!JsonValues.Same(metadata[key], old[key]))
                errors.Add(Finding.Invalid(path.Child(key), metadata[key], "field is immutable"));
        }

        Common(errors, metadata, path);
        return errors;
    }

    /// <summary>Keys and values of labels.</summary>
    public static void Labels(List<FieldError> errors, JsonNode? labels, string path)
    {
        foreach (var (key, value) in Sorted(labels))
        {
            Invalid(errors, path, key, Names.Qualified(key));
            Invalid(errors, path, value.Text() ?? "", Names.LabelValue(value.Text() ?? ""));
        }
    }

    /// <summary>A label selector.</summary>
    public static void Selector(List<FieldError> errors, JsonNode? selector, string path)
    {
        Labels(errors, selector?["matchLabels"], path.Child("matchLabels"));
        var index = 0;
        foreach (var requirement in selector.Items("matchExpressions"))
            Requirement(errors, requirement, path.Child("matchExpressions").Index(index++));
    }

    /// <summary>One requirement of a selector.</summary>
    public static void Requirement(List<FieldError> errors, JsonNode? requirement, string at, bool allowUnknown = false)
    {
        var values = requirement.Texts("values").ToList();
        switch (requirement.Str("operator"))
        {
            case "In" or "NotIn" when values.Count == 0:
                errors.Add(Finding.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                errors.Add(Finding.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            case var other when !allowUnknown:
                errors.Add(Finding.Invalid(at.Child("operator"), other, "not a valid selector operator"));
                break;
        }

        Invalid(errors, at.Child("key"), requirement.Str("key"), Names.Qualified(requirement.Str("key")));
        for (var i = 0; i < values.Count; i++)
            Invalid(errors, at.Child("values").Index(i), values[i], Names.LabelValue(values[i]));
    }

    /// <summary>Adds an error for each thing that is wrong with a value.</summary>
    public static void Invalid(List<FieldError> errors, string path, string value, IEnumerable<string> details) =>
        errors.AddRange(details.Select(detail => Finding.Invalid(path, value, detail)));

    private static void Common(List<FieldError> errors, JsonObject metadata, string path)
    {
        Labels(errors, metadata["labels"], path.Child("labels"));
        var size = 0L;
        foreach (var (key, value) in Sorted(metadata["annotations"]))
        {
            Invalid(errors, path.Child("annotations"), key, Names.Qualified(key.ToLowerInvariant()));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.Text() ?? "");
        }

        if (size > AnnotationsLimit)
            errors.Add(Finding.TooLong(path.Child("annotations"), AnnotationsLimit));
        Owners(errors, metadata, path.Child("ownerReferences"));
    }

    private static void Owners(List<FieldError> errors, JsonObject metadata, string path)
    {
        string? controller = null;
        foreach (var owner in metadata.Items("ownerReferences"))
        {
            if (owner.Str("apiVersion") is var version && (version.Length == 0 || version.Count(c => c == '/') > 1))
                errors.Add(Finding.Invalid(path.Child("apiVersion"), version, "version must not be empty"));
            foreach (var key in new[] { "kind", "name", "uid" })
            {
                if (owner.Str(key).Length == 0)
                    errors.Add(Finding.Invalid(path.Child(key), "", "must not be empty"));
            }

            if (owner.Str("apiVersion") == "v1" && owner.Str("kind") == "Event")
                errors.Add(Finding.InvalidLiteral(path, GoText.StructJson(OwnerInOrder(owner)), "/v1, Kind=Event is disallowed from being an owner"));
            if (!owner.Flag("controller"))
                continue;
            var name = $"{owner.Str("kind")}/{owner.Str("name")}";
            if (controller is not null)
            {
                var all = new JsonArray([.. metadata.Items("ownerReferences").Select(o => (JsonNode)OwnerInOrder(o))]);
                errors.Add(Finding.InvalidLiteral(path, GoText.StructJson(all),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}"));
            }

            controller ??= name;
        }
    }

    private static JsonObject OwnerInOrder(JsonNode? owner)
    {
        var ordered = new JsonObject();
        foreach (var key in new[] { "apiVersion", "kind", "name", "uid", "controller", "blockOwnerDeletion" })
        {
            if (owner.At(key) is { } value)
                ordered[key] = value.DeepClone();
        }

        return ordered;
    }

    private static void Finalizers(List<FieldError> errors, JsonObject metadata, string path, bool builtIn)
    {
        var finalizers = metadata.Texts("finalizers").ToList();
        for (var i = 0; i < finalizers.Count; i++)
        {
            Invalid(errors, path, finalizers[i], Names.Qualified(finalizers[i]));
            if (builtIn)
                errors.AddRange(Standard(finalizers[i], path.Index(i)));
        }

        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
        {
            errors.Add(Finding.Invalid(path, metadata["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set"));
        }
    }

    /// <summary>A finalizer of a namespace's spec.</summary>
    public static IEnumerable<FieldError> Finalizer(string name, string path) =>
        Names.Qualified(name).Select(detail => Finding.Invalid(path, name, detail)).Concat(Standard(name, path));

    public static bool IsStandardFinalizer(string finalizer) => StandardFinalizers.Contains(finalizer);

    private static IEnumerable<FieldError> Standard(string finalizer, string path)
    {
        if (!finalizer.Contains('/') && !StandardFinalizers.Contains(finalizer))
            yield return Finding.Invalid(path, finalizer, "name is neither a standard finalizer name nor is it fully qualified");
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Sorted(JsonNode? map) =>
        (map as JsonObject)?.OrderBy(p => p.Key, StringComparer.Ordinal).AsEnumerable() ?? [];
}
