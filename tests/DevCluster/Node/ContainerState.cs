using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Node;

/// <summary>What a container does now.</summary>
internal abstract record ContainerState
{
    public abstract JsonObject ToJson();

    protected static JsonObject Of(string name, JsonObject value) => new() { [name] = value };
}

/// <summary>It is about to be started, or cannot be.</summary>
internal sealed record Waiting(string Reason, string? Message = null) : ContainerState
{
    public override JsonObject ToJson() => Of("waiting", Message is null
        ? new JsonObject { ["reason"] = Reason }
        : new JsonObject { ["message"] = Message, ["reason"] = Reason });
}

/// <summary>Its process runs.</summary>
internal sealed record Running(DateTimeOffset Since) : ContainerState
{
    public override JsonObject ToJson() => Of("running", new JsonObject { ["startedAt"] = Since.ToTime() });
}

/// <summary>Its process ended.</summary>
internal sealed record Terminated(
    int ExitCode, string Reason, string Message, DateTimeOffset Started, DateTimeOffset Finished, string ContainerId) : ContainerState
{
    public override JsonObject ToJson()
    {
        var value = new JsonObject { ["exitCode"] = ExitCode, ["reason"] = Reason };
        if (Message.Length > 0)
            value["message"] = Message;
        // A container that never ran has no times.
        value["startedAt"] = Started == DateTimeOffset.UnixEpoch ? null : Started.ToTime();
        value["finishedAt"] = Finished == DateTimeOffset.UnixEpoch ? null : Finished.ToTime();
        if (ContainerId.Length > 0)
            value["containerID"] = ContainerId;
        return Of("terminated", value);
    }
}
