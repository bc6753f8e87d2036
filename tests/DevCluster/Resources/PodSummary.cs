using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>What a row of <c>kubectl get pods</c> says of a pod.</summary>
internal static class PodSummary
{
    public static JsonNode Ready(JsonObject pod)
    {
        var sidecars = Sidecars(pod);
        var statuses = pod.Objects("status", "containerStatuses").Concat(pod.Objects("status", "initContainerStatuses").Where(s => sidecars.Contains(s.Text("name"))));
        var ready = statuses.Count(s => s.Flag("ready") && s.At("state", "running") is not null);
        return $"{ready}/{pod.Objects("spec", "containers").Count() + sidecars.Count}";
    }

    public static JsonNode Restarts(JsonObject pod, DateTimeOffset now)
    {
        var sidecars = Sidecars(pod);
        // While a pod is being set up, the restarts are those of all its init containers.
        var statuses = (IsSettingUp(pod, out _)
            ? pod.Objects("status", "initContainerStatuses")
            : pod.Objects("status", "containerStatuses")
                .Concat(pod.Objects("status", "initContainerStatuses").Where(s => sidecars.Contains(s.Text("name"))))).ToList();
        var count = statuses.Sum(s => s.Number("restartCount") ?? 0);
        var last = statuses.Select(s => s.Text("lastState", "terminated", "finishedAt")).OfType<string>().Max(StringComparer.Ordinal);
        return count > 0 && last is not null ? $"{count} ({Table.Age(last, now)} ago)" : $"{count}";
    }

    public static JsonNode Gates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").Select(g => g.Text("conditionType")).ToList();
        var met = pod.Objects("status", "conditions").Count(c => c.Text("status") == "True" && gates.Contains(c.Text("type")));
        return gates.Count == 0 ? "<none>" : $"{met}/{gates.Count}";
    }

    public static JsonNode Status(JsonObject pod)
    {
        var reason = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "Unknown";
        if (pod.Objects("status", "conditions").Any(c => c.Text("type") == "PodScheduled" && c.Text("reason") == "SchedulingGated"))
            reason = "SchedulingGated";
        reason = IsSettingUp(pod, out var initializing) ? initializing : Running(pod, reason);
        if (!pod.IsDeleting() || pod.Text("status", "phase") is "Succeeded" or "Failed")
            return reason;
        return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
    }

    /// <summary>Pods that ended are marked, so that kubectl may hide them.</summary>
    public static JsonObject? RowCondition(JsonObject pod) => pod.Text("status", "phase") switch
    {
        "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
        "Failed" => Completed("Failed", "The pod failed."),
        _ => null,
    };

    private static JsonObject Completed(string reason, string message) => new()
    {
        ["type"] = "Completed",
        ["status"] = "True",
        ["reason"] = reason,
        ["message"] = message,
    };

    /// <summary>The init containers that go on beside the others.</summary>
    private static HashSet<string?> Sidecars(JsonObject pod) =>
        [.. pod.Objects("spec", "initContainers").Where(c => c.Text("restartPolicy") == "Always").Select(c => c.Text("name"))];

    /// <summary>What the containers proper say, the first one last.</summary>
    private static string Running(JsonObject pod, string reason)
    {
        var (hasRunning, error) = (false, "");
        foreach (var status in pod.Objects("status", "containerStatuses").Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                reason = waiting;
            }
            else if (status.At("state", "terminated") is { } terminated)
            {
                reason = Terminated(terminated);
                if (terminated.Number("exitCode") is not (null or 0))
                    error = reason;
            }
            else if (status.Flag("ready") && status.At("state", "running") is not null)
            {
                hasRunning = true;
            }
        }
        if (reason != "Completed")
            return reason;
        // One of several containers has ended, the others go on.
        return hasRunning && IsTrue(pod, "Ready") ? "Running" : error.Length > 0 ? error : hasRunning ? "NotReady" : reason;
    }

    /// <summary>Whether an init container is still at work, and what it says.</summary>
    private static bool IsSettingUp(JsonObject pod, out string reason)
    {
        reason = "";
        if (IsTrue(pod, "Initialized"))
            return false;
        var sidecars = Sidecars(pod);
        var index = 0;
        foreach (var status in pod.Objects("status", "initContainerStatuses"))
        {
            var terminated = status.At("state", "terminated");
            var isDone = terminated is not null && (terminated.Number("exitCode") ?? 0) == 0;
            if (!isDone && !(status.Flag("started") && sidecars.Contains(status.Text("name"))))
            {
                reason = terminated is not null ? $"Init:{Terminated(terminated)}"
                    : status.Text("state", "waiting", "reason") is { Length: > 0 } waiting && waiting != "PodInitializing" ? $"Init:{waiting}"
                    : $"Init:{index}/{pod.Objects("spec", "initContainers").Count()}";
                return true;
            }
            index++;
        }
        return false;
    }

    private static string Terminated(JsonNode terminated)
    {
        if (terminated.Text("reason") is { Length: > 0 } reason)
            return reason;
        return terminated.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Number("exitCode") ?? 0}";
    }

    private static bool IsTrue(JsonObject pod, string condition) =>
        pod.Objects("status", "conditions").Any(c => c.Text("type") == condition && c.Text("status") == "True");
}
