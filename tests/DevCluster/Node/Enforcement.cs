using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Says in an Event what a pod asks for and this node does not do: silence would be a false answer.</summary>
internal static class Enforcement
{
    public static void Note(NodeServices node, JsonObject pod)
    {
        if (node.PrivateRoot is null)
            node.Events.Emit(pod, "Warning", "IsolationUnavailable",
                "This machine permits no namespaces: the containers are plain processes, not kept apart from it");
        var containers = pod.Objects("spec", "containers").Concat(pod.Objects("spec", "initContainers")).ToList();
        string[] missing =
        [
            .. Has("securityContext", "seccompProfile") || pod.At("spec", "securityContext", "seccompProfile") is not null ? ["seccomp profile"] : Array.Empty<string>(),
            .. Has("securityContext", "appArmorProfile") || pod.At("spec", "securityContext", "appArmorProfile") is not null ? ["AppArmor profile"] : Array.Empty<string>(),
            .. Has("resources", "limits") ? ["resource limits"] : Array.Empty<string>(),
            .. Has("readinessProbe") || Has("livenessProbe") || Has("startupProbe") ? ["probes"] : Array.Empty<string>(),
            .. Has("lifecycle") ? ["lifecycle hooks"] : Array.Empty<string>(),
        ];
        if (missing.Length > 0)
            node.Events.Emit(pod, "Normal", "NotEnforced", $"This node does not enforce: {string.Join(", ", missing)}");

        bool Has(params ReadOnlySpan<string> path)
        {
            foreach (var container in containers)
            {
                if (container.At(path) is not null)
                    return true;
            }
            return false;
        }
    }
}
