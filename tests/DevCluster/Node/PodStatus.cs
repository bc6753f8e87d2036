using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>Why a pod was ended before its containers were done.</summary>
/// <param name="Reason">The status' reason, or null for a deletion.</param>
internal sealed record PodEnd(string? Reason, string? Message);

/// <summary>Writes a pod's status as a kubelet does.</summary>
internal static class PodStatus
{
    /// <summary>Changes the pod's status to what its containers are; fields and conditions of others stay.</summary>
    /// <param name="isOver">Whether nothing will be started any more.</param>
    public static void Write(
        JsonObject pod, IReadOnlyList<PodContainer> containers, DateTimeOffset start, bool mounted, bool isOver, PodEnd? end, DateTimeOffset now)
    {
        var status = pod.Child("status");
        var init = containers.Where(c => c.IsInit).ToList();
        var main = containers.Where(c => !c.IsInit).ToList();
        var phase = Phase(pod.Text("spec", "restartPolicy") ?? "Always", init, main, isOver, end);
        if (pod.Number("metadata", "generation") is { } generation)
            status["observedGeneration"] = generation;
        status["phase"] = phase;
        WriteConditions(pod, phase, init, main, mounted && !isOver, now);
        // Phase and reason are written together: who sees Failed must not miss why.
        var ended = isOver || phase == "Failed";
        SetOrRemove(status, "reason", ended ? end?.Reason : null);
        SetOrRemove(status, "message", ended ? end?.Message : null);
        status["hostIP"] = "127.0.0.1";
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" });
        status["podIP"] = "127.0.0.1";
        status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" });
        status["startTime"] = start.ToTime();
        if (init.Count > 0)
            status["initContainerStatuses"] = Statuses(init);
        status["containerStatuses"] = Statuses(main);
    }

    private static string Phase(string policy, List<PodContainer> init, List<PodContainer> main, bool isOver, PodEnd? end)
    {
        if (isOver)
            return end?.Reason is null && init.Concat(main).All(c => c.IsSidecar || Succeeded(c)) ? "Succeeded" : "Failed";
        if (!init.TrueForAll(IsDone) || main.Exists(c => c.State is Waiting && c.LastState is null))
            return "Pending";
        // As long as a sidecar has not ended, neither has the pod.
        return !init.Exists(c => c is { IsSidecar: true, State: Running }) && main.TrueForAll(c => c.State is Terminated t && policy != "Always" && (t.ExitCode == 0 || policy == "Never"))
            ? main.TrueForAll(Succeeded) && end?.Reason is null ? "Succeeded" : "Failed"
            : "Running";
    }

    /// <summary>Whether the containers after an init container may start.</summary>
    private static bool IsDone(PodContainer init) => init.IsSidecar ? init.Started.IsCompleted : Succeeded(init);

    private static void WriteConditions(
        JsonObject pod, string phase, List<PodContainer> init, List<PodContainer> main, bool hasSandbox, DateTimeOffset now)
    {
        PodConditions.Set(pod, "PodReadyToStartContainers", hasSandbox ? "True" : "False", null, null, now);

        var incomplete = init.Where(c => !IsDone(c)).Select(c => c.Name).ToList();
        if (phase == "Succeeded")
            PodConditions.Set(pod, "Initialized", "True", "PodCompleted", null, now);
        else if (incomplete.Count == 0)
            PodConditions.Set(pod, "Initialized", "True", null, null, now);
        else
            PodConditions.Set(pod, "Initialized", "False", "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]", now);

        var unready = init.Where(c => c.IsSidecar).Concat(main).Where(c => c.State is not Running).Select(c => c.Name).ToList();
        foreach (var type in (string[])["Ready", "ContainersReady"])
        {
            if (phase is "Succeeded" or "Failed")
                PodConditions.Set(pod, type, "False", phase == "Failed" ? "PodFailed" : "PodCompleted", null, now);
            else if (unready.Count == 0)
                PodConditions.Set(pod, type, "True", null, null, now);
            else
                PodConditions.Set(pod, type, "False", "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]", now);
        }
    }

    private static bool Succeeded(PodContainer container) => container.State is Terminated { ExitCode: 0 };

    private static JsonArray Statuses(IEnumerable<PodContainer> containers) => new([.. containers.Select(Status)]);

    private static JsonNode Status(PodContainer container)
    {
        var running = container.State is Running;
        var status = new JsonObject
        {
            ["name"] = container.Name,
            ["state"] = container.State.ToJson(),
            ["lastState"] = container.LastState?.ToJson() ?? [],
            // An init container is ready when it is done, unless it stays.
            ["ready"] = container is { IsInit: true, IsSidecar: false } ? Succeeded(container) : running,
            ["restartCount"] = container.RestartCount,
            ["image"] = container.ImageReference,
            ["imageID"] = container.ContainerId.Length > 0 ? container.ImageReference : "",
            ["started"] = running,
        };
        if (container.ContainerId.Length > 0)
            status["containerID"] = container.ContainerId;
        return status;
    }

    private static void SetOrRemove(JsonObject status, string name, string? value)
    {
        status.Remove(name);
        if (value is not null)
            status[name] = value;
    }
}
