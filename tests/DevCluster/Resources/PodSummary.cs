using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Resources;

/// <summary>What a row of <c>kubectl get pods</c> says of a pod.</summary>
internal static class PodSummary
{
    public static JsonNode Ready(JsonObject pod)
    {
        var ready = pod.Objects("status", "containerStatuses").Count(s => s.Flag("ready") && s.At("state", "running") is not null);
        return $"{ready}/{pod.Objects("spec", "containers").Count()}";
    }

    public static JsonNode Restarts(JsonObject pod, DateTimeOffset now)
    {
        var statuses = pod.Objects("status", "containerStatuses").ToList();
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
        if (Initializing(pod) is { } initializing)
        {
            reason = initializing;
        }
        else
        {
            var hasRunning = false;
            foreach (var status in pod.Objects("status", "containerStatuses").Reverse())
            {
                if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
                    reason = waiting;
                else if (status.At("state", "terminated") is { } terminated)
                    reason = Terminated(terminated);
                else if (status.Flag("ready") && status.At("state", "running") is not null)
                    hasRunning = true;
            }
            // One of several containers has ended, the others go on.
            if (reason == "Completed" && hasRunning)
                reason = IsReady(pod) ? "Running" : "NotReady";
        }
        if (!pod.IsDeleting())
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

    private static string? Initializing(JsonObject pod)
    {
        var total = pod.Objects("spec", "initContainers").Count();
        var index = 0;
        foreach (var status in pod.Objects("status", "initContainerStatuses"))
        {
            var terminated = status.At("state", "terminated");
            if (terminated is not null && (terminated.Number("exitCode") ?? 0) == 0)
            {
                index++;
                continue;
            }
            if (terminated is not null)
                return $"Init:{Terminated(terminated)}";
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting && waiting != "PodInitializing")
                return $"Init:{waiting}";
            return $"Init:{index}/{total}";
        }
        return null;
    }

    private static string Terminated(JsonNode terminated)
    {
        if (terminated.Text("reason") is { Length: > 0 } reason)
            return reason;
        return terminated.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{terminated.Number("exitCode") ?? 0}";
    }

    private static bool IsReady(JsonObject pod) =>
        pod.Objects("status", "conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");
}
