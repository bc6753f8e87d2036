using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Validation.BuiltIn;

/// <summary>The rules for pods that an ordinary client meets: names, images, volumes, ports, and what an update may change.</summary>
internal sealed class Pods : Rules
{
    private const string Immutables =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    protected override bool ChecksWholeFirst => true;

    protected override void Check(List<FieldError> errors, JsonObject value)
    {
        var spec = value.Map("spec");
        var volumes = Volumes(errors, spec);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (!spec.Objects("containers").Any())
            errors.Add(Finding.Required("spec.containers"));
        foreach (var list in new[] { "containers", "initContainers" })
        {
            var index = 0;
            foreach (var container in spec.Objects(list))
                Container(errors, container, volumes, names, spec.Flag("hostNetwork"), "spec".Child(list).Index(index++));
        }

        OneOf(errors, spec.Str("restartPolicy"), "spec.restartPolicy", "Always", "OnFailure", "Never");
        OneOf(errors, spec.Str("dnsPolicy"), "spec.dnsPolicy", "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        if (spec.Integer("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
            errors.Add(Finding.Invalid("spec.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive"));
        if (spec.Str("serviceAccountName") is { Length: > 0 } account)
            MetadataRules.Invalid(errors, "spec.serviceAccountName", account, Names.Subdomain(account));
        if (spec.Str("nodeName") is { Length: > 0 } node)
            MetadataRules.Invalid(errors, "spec.nodeName", node, Names.Subdomain(node));
        MetadataRules.Labels(errors, spec["nodeSelector"], "spec.nodeSelector");
        Ids(errors, spec.Map("securityContext"), "spec.securityContext");
    }

    protected override void CheckChange(List<FieldError> errors, JsonObject value, JsonObject old)
    {
        var (spec, before) = (value.Map("spec"), old.Map("spec"));
        foreach (var list in new[] { "containers", "initContainers" })
        {
            if (spec.Items(list).Count() != before.Items(list).Count())
            {
                errors.Add(Finding.Forbidden("spec".Child(list), "pod updates may not add or remove containers"));
                return;
            }
        }

        if (spec.Integer("activeDeadlineSeconds") is var deadline && before.Integer("activeDeadlineSeconds") is { } earlier)
        {
            if (deadline is null)
                errors.Add(Finding.Invalid("spec.activeDeadlineSeconds", null, "must not update from a positive integer to nil value"));
            else if (deadline > earlier)
            {
                errors.Add(Finding.Invalid("spec.activeDeadlineSeconds", deadline, "must be less than or equal to previous value"));
                return;
            }
        }

        // Tolerations may be added, not taken away.
        var kept = before.Items("tolerations").All(t => spec.Items("tolerations").Any(n => JsonValues.Same(n, t)));
        if (!kept)
            errors.Add(Finding.Forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
        var gates = before.Objects("schedulingGates").Select(g => g.Str("name")).ToList();
        foreach (var (gate, index) in spec.Objects("schedulingGates").Select((g, i) => (g.Str("name"), i)).Where(g => !gates.Contains(g.Item1)))
        {
            errors.Add(Finding.Forbidden("spec.schedulingGates".Index(index).Child("name"),
                $"only deletion is allowed, but found new scheduling gate '{gate}'"));
        }

        var adjusted = spec.Clone();
        foreach (var list in new[] { "containers", "initContainers" })
        {
            foreach (var (container, source) in adjusted.Objects(list).Zip(before.Objects(list)))
                Take(container, source, "image");
        }

        foreach (var key in new[] { "activeDeadlineSeconds", "tolerations", "schedulingGates" })
            Take(adjusted, before, key);
        if (!JsonValues.Same(adjusted, before))
            errors.Add(Finding.Forbidden("spec", $"{Immutables}\n{UnifiedDiff.Of(PodLayout.Of(before, "PodSpec"), PodLayout.Of(adjusted, "PodSpec"))}"));
    }

    private static void Take(JsonObject target, JsonObject source, string key)
    {
        if (source[key] is { } value)
            target[key] = value.DeepClone();
        else
            target.Remove(key);
    }

    private static HashSet<string> Volumes(List<FieldError> errors, JsonObject spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var volume in spec.Objects("volumes"))
        {
            var path = "spec.volumes".Index(index++);
            var name = volume.Str("name");
            if (name.Length == 0)
                errors.Add(Finding.Required(path.Child("name")));
            else
                MetadataRules.Invalid(errors, path.Child("name"), name, Names.Label(name));
            if (!names.Add(name))
                errors.Add(Finding.Duplicate(path.Child("name"), name));
            var sources = volume.Where(p => p.Key != "name" && p.Value is not null).Select(p => p.Key).ToList();
            if (sources.Count == 0)
                errors.Add(Finding.Required(path, "must specify a volume type"));
            // What is no proper volume cannot be mounted.
            if (sources.Count != 1)
                names.Remove(name);
            errors.AddRange(sources.Skip(1).Select(s => Finding.Forbidden(path.Child(s), "may not specify more than 1 volume type")));
            if (volume["secret"] is JsonObject secret && secret.Str("secretName").Length == 0)
                errors.Add(Finding.Required(path.Child("secret.secretName")));
            if (volume["configMap"] is JsonObject map && map.Str("name").Length == 0)
                errors.Add(Finding.Required(path.Child("configMap.name")));
        }

        return names;
    }

    private static void Container(
        List<FieldError> errors, JsonObject container, HashSet<string> volumes, HashSet<string> names, bool hostNetwork, string path)
    {
        var name = container.Str("name");
        if (name.Length == 0)
            errors.Add(Finding.Required(path.Child("name")));
        else
            MetadataRules.Invalid(errors, path.Child("name"), name, Names.Label(name));
        if (name.Length > 0 && !names.Add(name))
            errors.Add(Finding.Duplicate(path.Child("name"), name));
        if (container.Str("image").Length == 0)
            errors.Add(Finding.Required(path.Child("image")));
        else if (container.Str("image").Trim() != container.Str("image"))
            errors.Add(Finding.Invalid(path.Child("image"), container.Str("image"), "must not have leading or trailing whitespace"));
        OneOf(errors, container.Str("terminationMessagePolicy"), path.Child("terminationMessagePolicy"), "File", "FallbackToLogsOnError");
        ContainerRules.Handlers(errors, container, path);
        Ports(errors, container, hostNetwork, path.Child("ports"));
        ContainerRules.Environment(errors, container, path.Child("env"));
        Mounts(errors, container, volumes, path.Child("volumeMounts"));
        OneOf(errors, container.Str("imagePullPolicy"), path.Child("imagePullPolicy"), "Always", "IfNotPresent", "Never");
        ContainerRules.Resources(errors, container.Map("resources"), path.Child("resources"));
        Ids(errors, container.Map("securityContext"), path.Child("securityContext"));
        var security = container.Map("securityContext");
        if (security.At("allowPrivilegeEscalation") is not null && !security.Flag("allowPrivilegeEscalation") && security.Flag("privileged"))
        {
            errors.Add(Finding.InvalidLiteral(path.Child("securityContext"), GoText.StructJson(PodLayout.Of(security, "SecurityContext")),
                "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
        }
    }

    private static void Ports(List<FieldError> errors, JsonObject container, bool hostNetwork, string path)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var port in container.Objects("ports"))
        {
            var at = path.Index(index++);
            if (port.Str("name") is { Length: > 0 } name)
            {
                var wrong = Names.PortName(name);
                MetadataRules.Invalid(errors, at.Child("name"), name, wrong);
                if (wrong.Count == 0 && !names.Add(name))
                    errors.Add(Finding.Duplicate(at.Child("name"), name));
            }

            var number = port.Integer("containerPort") ?? 0;
            if (number == 0)
                errors.Add(Finding.Required(at.Child("containerPort")));
            else if (number is < 1 or > 65535)
                errors.Add(Finding.Invalid(at.Child("containerPort"), number, "must be between 1 and 65535, inclusive"));
            if (port.Integer("hostPort") is { } host and not 0 && host != number && hostNetwork)
                errors.Add(Finding.Invalid(at.Child("hostPort"), host, "must match `containerPort` when `hostNetwork` is true"));
            OneOf(errors, port.Str("protocol"), at.Child("protocol"), "SCTP", "TCP", "UDP");
        }
    }

    private static void Mounts(List<FieldError> errors, JsonObject container, HashSet<string> volumes, string path)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var at = path.Index(index++);
            if (mount.Str("name").Length == 0)
                errors.Add(Finding.Required(at.Child("name")));
            else if (!volumes.Contains(mount.Str("name")))
                errors.Add(Finding.NotFound(at.Child("name"), mount.Str("name")));
            if (mount.Str("mountPath").Length == 0)
                errors.Add(Finding.Required(at.Child("mountPath")));
            else if (!places.Add(mount.Str("mountPath")))
                errors.Add(Finding.Invalid(at.Child("mountPath"), mount.Str("mountPath"), "must be unique"));
            if (mount.Str("subPath").Split('/').Contains(".."))
                errors.Add(Finding.Invalid(at.Child("subPath"), mount.Str("subPath"), "must not contain '..'"));
        }
    }

    private static void Ids(List<FieldError> errors, JsonObject security, string path)
    {
        foreach (var key in new[] { "runAsUser", "runAsGroup", "fsGroup" })
        {
            if (security.Integer(key) is { } id and (< 0 or > int.MaxValue))
                errors.Add(Finding.Invalid(path.Child(key), id, "must be between 0 and 2147483647, inclusive"));
        }
    }
}
