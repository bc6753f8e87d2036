using System.Text.Json.Nodes;
using SegmentOperator.DevCluster.Validation;

namespace SegmentOperator.DevCluster.Admission.PodSecurity;

/// <summary>A rule that a pod breaks.</summary>
/// <param name="Reason">The rule, such as <c>privileged</c>.</param>
/// <param name="Detail">What breaks it, such as <c>container "main" must not set securityContext.privileged=true</c>.</param>
internal sealed record Violation(string Reason, string Detail)
{
    public override string ToString() => $"{Reason} ({Detail})";
}

/// <summary>The rules of the Pod Security Standards at their latest version, in the order in which they are reported.</summary>
internal static class PodChecks
{
    private static readonly string[] BaselineCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly string[] Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    private static readonly string[] Volumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

    private static readonly string[] SeLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    /// <summary>What a pod breaks at a level; nothing at <c>privileged</c>.</summary>
    public static List<Violation> Evaluate(string level, JsonObject pod)
    {
        var checks = level switch
        {
            "baseline" => Baseline(pod, restricted: false),
            "restricted" => Baseline(pod, restricted: true).Concat(Restricted(pod)),
            _ => [],
        };
        return checks.OfType<Violation>().ToList();
    }

    private static IEnumerable<Violation?> Baseline(JsonObject pod, bool restricted)
    {
        var spec = pod.Map("spec");
        yield return AppArmor(pod);
        if (!restricted)
            yield return Capabilities(spec);
        var shared = new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(k => spec.Flag(k)).Select(k => $"{k}=true").ToList();
        yield return shared.Count == 0 ? null : new Violation("host namespaces", string.Join(", ", shared));
        if (!restricted)
            yield return HostPaths(spec);
        yield return HostPorts(spec);
        yield return HostProbes(spec);
        yield return Containers(spec, c => c.Flag("securityContext", "privileged"), "privileged", "must not set securityContext.privileged=true");
        // Who has users of its own sees no more of the node's /proc than its own.
        if (!restricted && !HasOwnUsers(spec))
            yield return ProcMounts(spec);
        yield return SeLinux(spec);
        if (!restricted)
            yield return Seccomp(spec, required: false);
        var sysctls = spec.At("securityContext").Objects("sysctls").Select(s => s.Str("name")).Where(n => !Sysctls.Contains(n)).ToList();
        yield return sysctls.Count == 0 ? null : new Violation("forbidden sysctls", string.Join(", ", sysctls));
        yield return Setters("hostProcess", spec, s => s.Flag("windowsOptions", "hostProcess"), "must not set securityContext.windowsOptions.hostProcess=true");
    }

    private static IEnumerable<Violation?> Restricted(JsonObject pod)
    {
        var spec = pod.Map("spec");
        var isWindows = spec.Text("os", "name") == "windows";
        if (!isWindows)
        {
            yield return Containers(spec, c => c.At("securityContext", "allowPrivilegeEscalation") is null || c.Flag("securityContext", "allowPrivilegeEscalation"),
                "allowPrivilegeEscalation != false", "must set securityContext.allowPrivilegeEscalation=false");
            yield return DroppedCapabilities(spec);
        }

        yield return ProcMounts(spec);
        yield return RestrictedVolumes(spec);
        if (!HasOwnUsers(spec))
        {
            yield return NonRoot(spec);
            yield return Setters("runAsUser=0", spec, s => s.Integer("runAsUser") == 0, "must not set runAsUser=0");
        }

        if (!isWindows)
            yield return Seccomp(spec, required: true);
    }

    private static bool HasOwnUsers(JsonObject spec) => spec.At("hostUsers") is not null && !spec.Flag("hostUsers");

    private static IEnumerable<JsonObject> All(JsonObject spec) =>
        spec.Objects("initContainers").Concat(spec.Objects("containers")).Concat(spec.Objects("ephemeralContainers"));

    private static Violation? Containers(JsonObject spec, Func<JsonObject, bool> isBad, string reason, string must)
    {
        var bad = Named(spec, isBad);
        return bad.Count == 0 ? null : new Violation(reason, $"{Count("container", bad)} {Quote(bad)} {must}");
    }

    private static List<string> Named(JsonObject spec, Func<JsonObject, bool> isBad) => All(spec).Where(isBad).Select(c => c.Str("name")).ToList();

    /// <summary>The pod and containers whose security context is bad, as one violation.</summary>
    private static Violation? Setters(string reason, JsonObject spec, Func<JsonNode?, bool> isBad, string must) =>
        SetBy(spec, isBad) is { Length: > 0 } setters ? new Violation(reason, $"{setters} {must}") : null;

    private static string SetBy(JsonObject spec, Func<JsonNode?, bool> isBad)
    {
        List<string> setters = [];
        if (isBad(spec["securityContext"]))
            setters.Add("pod");
        var bad = Named(spec, c => isBad(c["securityContext"]));
        if (bad.Count > 0)
            setters.Add($"{Count("container", bad)} {Quote(bad)}");
        return string.Join(" and ", setters);
    }

    private static Violation? AppArmor(JsonObject pod)
    {
        const string Annotation = "container.apparmor.security.beta.kubernetes.io/";
        var spec = pod.Map("spec");
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var setters = SetBy(spec, s => s.Text("appArmorProfile", "type") is { } type && type is not ("RuntimeDefault" or "Localhost") && (values.Add(type) || true));
        var annotations = (pod.At("metadata", "annotations") as JsonObject ?? [])
            .Where(p => p.Key.StartsWith(Annotation, StringComparison.Ordinal)
                && p.Value.Text() is { } v && v.Length > 0 && v != "runtime/default" && !v.StartsWith("localhost/", StringComparison.Ordinal))
            .Select(p => $"{p.Key}={GoText.Quote(p.Value.Text()!)}").Order(StringComparer.Ordinal).ToList();
        List<string> all = [.. values, .. annotations];
        if (all.Count == 0)
            return null;
        if (annotations.Count > 0)
            setters += (setters.Length > 0 ? " and " : "") + Count("annotation", annotations);
        return new Violation(Count("forbidden AppArmor profile", all), $"{setters} must not set AppArmor profile type to {Quote(all)}");
    }

    private static Violation? Capabilities(JsonObject spec)
    {
        var added = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Named(spec, c => Add(added, c.At("securityContext", "capabilities").Texts("add").Except(BaselineCapabilities, StringComparer.Ordinal)));
        return bad.Count == 0 ? null
            : new Violation("non-default capabilities", $"{Count("container", bad)} {Quote(bad)} must not include {Quote(added)} in securityContext.capabilities.add");
    }

    private static Violation? DroppedCapabilities(JsonObject spec)
    {
        List<string> details = [];
        var keeping = Named(spec, c => !c.At("securityContext", "capabilities").Texts("drop").Contains("ALL"));
        if (keeping.Count > 0)
            details.Add($"{Count("container", keeping)} {Quote(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        var added = new SortedSet<string>(StringComparer.Ordinal);
        var adding = Named(spec, c => Add(added, c.At("securityContext", "capabilities").Texts("add").Where(a => a != "NET_BIND_SERVICE")));
        if (adding.Count > 0)
            details.Add($"{Count("container", adding)} {Quote(adding)} must not include {Quote(added)} in securityContext.capabilities.add");
        return details.Count == 0 ? null : new Violation("unrestricted capabilities", string.Join("; ", details));
    }

    private static Violation? HostPaths(JsonObject spec)
    {
        var bad = spec.Objects("volumes").Where(v => v.Has("hostPath")).Select(v => v.Str("name")).ToList();
        return bad.Count == 0 ? null : new Violation("hostPath volumes", $"{Count("volume", bad)} {Quote(bad)}");
    }

    private static Violation? HostPorts(JsonObject spec)
    {
        var ports = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Named(spec, c => Add(ports, c.Objects("ports").Select(p => p.Integer("hostPort") ?? 0).Where(p => p != 0).Select(p => $"{p}")));
        return bad.Count == 0 ? null
            : new Violation("hostPort", $"{Count("container", bad)} {Quote(bad)} {Use(bad)} {Count("hostPort", ports)} {string.Join(", ", ports)}");
    }

    private static Violation? HostProbes(JsonObject spec)
    {
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Named(spec, c => Add(hosts, new[] { c["livenessProbe"], c["readinessProbe"], c["startupProbe"], c.At("lifecycle", "postStart"), c.At("lifecycle", "preStop") }
            .SelectMany(h => new[] { h.Text("httpGet", "host"), h.Text("tcpSocket", "host") }).OfType<string>()
            .Where(h => h is not ("" or "127.0.0.1" or "::1")))).Order(StringComparer.Ordinal).ToList();
        return bad.Count == 0 ? null
            : new Violation("probe or lifecycle host", $"{Count("container", bad)} {Quote(bad)} {Use(bad)} {Count("probe or lifecycle host", hosts)} {Quote(hosts)}");
    }

    private static Violation? ProcMounts(JsonObject spec)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Named(spec, c => c.Text("securityContext", "procMount") is { } type && type != "Default" && (types.Add(type) || true));
        return bad.Count == 0 ? null : new Violation("procMount", $"{Count("container", bad)} {Quote(bad)} must not set securityContext.procMount to {Quote(types)}");
    }

    private static Violation? SeLinux(JsonObject spec)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var (user, role) = (false, false);
        var setters = SetBy(spec, s =>
        {
            if (s.At("seLinuxOptions") is not JsonObject options)
                return false;
            var isBadType = !SeLinuxTypes.Contains(options.Str("type"));
            if (isBadType)
                types.Add(options.Str("type"));
            user |= options.Str("user").Length > 0;
            role |= options.Str("role").Length > 0;
            return isBadType || options.Str("user").Length > 0 || options.Str("role").Length > 0;
        });
        if (setters.Length == 0)
            return null;
        List<string> data = [];
        if (types.Count > 0)
            data.Add($"{Count("type", types)} {Quote(types)}");
        if (user)
            data.Add("user may not be set");
        if (role)
            data.Add("role may not be set");
        return new Violation("seLinuxOptions", $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data)}");
    }

    private static Violation? RestrictedVolumes(JsonObject spec)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        List<string> bad = [];
        foreach (var volume in spec.Objects("volumes").Where(v => !Volumes.Any(t => v.Has(t))))
        {
            bad.Add(volume.Str("name"));
            types.Add(volume.FirstOrDefault(p => p.Key != "name" && p.Value is not null).Key ?? "unknown");
        }

        return bad.Count == 0 ? null : new Violation("restricted volume types",
            $"{Count("volume", bad)} {Quote(bad)} {Use(bad)} {Count("restricted volume type", types)} {Quote(types)}");
    }

    private static Violation? NonRoot(JsonObject spec)
    {
        const string Reason = "runAsNonRoot != true";
        if (SetBy(spec, s => s.At("runAsNonRoot") is not null && !s.Flag("runAsNonRoot")) is { Length: > 0 } setters)
            return new Violation(Reason, $"{setters} must not set securityContext.runAsNonRoot=false");
        if (spec.Flag("securityContext", "runAsNonRoot"))
            return null;
        var bad = Named(spec, c => c.At("securityContext", "runAsNonRoot") is null);
        return bad.Count == 0 ? null : new Violation(Reason, $"pod or {Count("container", bad)} {Quote(bad)} must set securityContext.runAsNonRoot=true");
    }

    private static Violation? Seccomp(JsonObject spec, bool required)
    {
        const string Reason = "seccompProfile";
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var setters = SetBy(spec, s => s.At("seccompProfile") is JsonObject profile
            && profile.Str("type") is not ("RuntimeDefault" or "Localhost") and var type && (values.Add(type) || true));
        if (setters.Length > 0)
            return new Violation(Reason, $"{setters} must not set securityContext.seccompProfile.type to {Quote(values)}");
        if (!required || spec.At("securityContext", "seccompProfile") is JsonObject)
            return null;
        var bad = Named(spec, c => c.At("securityContext", "seccompProfile") is null);
        return bad.Count == 0 ? null : new Violation(Reason,
            $"pod or {Count("container", bad)} {Quote(bad)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static bool Add(SortedSet<string> set, IEnumerable<string> items)
    {
        var list = items.ToList();
        set.UnionWith(list);
        return list.Count > 0;
    }

    private static string Count(string word, IReadOnlyCollection<string> items) => items.Count == 1 ? word : word + "s";

    private static string Use(IReadOnlyCollection<string> items) => items.Count == 1 ? "uses" : "use";

    private static string Quote(IEnumerable<string> items) => string.Join(", ", items.Select(i => $"\"{i}\""));
}
