using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Resources.Types;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>The rules for a container's environment, probes, hooks and resources.</summary>
internal static class ContainerRules
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];
    private static readonly string[] Handling = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
    private static readonly string[] Numbers = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    private static readonly string[] Fields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    public static void Handlers(List<FieldError> errors, JsonObject container, string path)
    {
        foreach (var hook in new[] { "postStart", "preStop" })
        {
            if (container.At("lifecycle", hook) is JsonObject handler)
                Handler(errors, handler, path.Child("lifecycle").Child(hook));
        }

        foreach (var name in new[] { "livenessProbe", "readinessProbe", "startupProbe" })
        {
            if (container[name] is not JsonObject probe)
                continue;
            Handler(errors, probe, path.Child(name));
            foreach (var key in Numbers)
            {
                if (probe.Integer(key) is { } number and < 0)
                    errors.Add(Finding.Invalid(path.Child(name).Child(key), number, "must be greater than or equal to 0"));
            }
            if (name != "readinessProbe" && probe.Integer("successThreshold") is { } needed && needed != 1)
                errors.Add(Finding.Invalid(path.Child(name).Child("successThreshold"), needed, "must be 1"));
        }
    }

    public static void Environment(List<FieldError> errors, JsonObject container, string path)
    {
        var index = 0;
        foreach (var variable in container.Objects("env"))
        {
            var at = path.Index(index++);
            if (variable.Str("name").Length == 0)
                errors.Add(Finding.Required(at.Child("name")));
            else
                MetadataRules.Invalid(errors, at.Child("name"), variable.Str("name"), Names.EnvironmentVariable(variable.Str("name")));
            if (variable["valueFrom"] is JsonObject source)
                Source(errors, variable, source, at.Child("valueFrom"));
        }
    }

    public static void Resources(List<FieldError> errors, JsonObject resources, string path)
    {
        foreach (var (name, limit) in resources.Map("limits"))
        {
            if (!Quantity.TryParse(limit.Text() ?? "", out var most) || !Quantity.TryParse(resources.Map("requests").Str(name), out var asked))
                continue;
            if (asked.CompareTo(most) > 0)
                errors.Add(Finding.Invalid(path.Child("requests"), resources.Map("requests").Str(name), $"must be less than or equal to {name} limit of {limit.Text()}"));
        }
    }

    private static void Handler(List<FieldError> errors, JsonObject handler, string path)
    {
        if (!Handling.Any(handler.Has))
            errors.Add(Finding.Required(path, "must specify a handler type"));
    }

    private static void Source(List<FieldError> errors, JsonObject variable, JsonObject source, string path)
    {
        var named = Sources.Count(source.Has);
        if (named == 0)
            errors.Add(Finding.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"));
        else if (variable.Str("value").Length > 0)
            errors.Add(Finding.Invalid(path, "", "may not be specified when `value` is not empty"));
        else if (named > 1)
            errors.Add(Finding.Invalid(path, "", "may not have more than one field specified at a time"));
        if (source["fieldRef"] is not JsonObject reference)
            return;
        var field = reference.Str("fieldPath");
        var isEntry = field.StartsWith("metadata.labels['", StringComparison.Ordinal) || field.StartsWith("metadata.annotations['", StringComparison.Ordinal);
        if (field.Length == 0)
            errors.Add(Finding.Required(path.Child("fieldRef").Child("fieldPath")));
        else if (!isEntry && !Fields.Contains(field))
            errors.Add(Finding.Invalid(path.Child("fieldRef").Child("fieldPath"), field, $"error converting fieldPath: field label not supported: {field}"));
    }
}
