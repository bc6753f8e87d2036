using System.Text.Json.Nodes;

namespace SegmentOperator.DevCluster.Controllers;

/// <summary>Conditions in an object's status.</summary>
internal static class Conditions
{
    /// <summary>Sets a condition; its transition time stays while its status does.</summary>
    public static void Set(JsonObject value, string type, string status, string reason, string message, DateTimeOffset now)
    {
        var parent = value.Child("status");
        if (parent["conditions"] is not JsonArray conditions)
            parent["conditions"] = conditions = [];
        var old = conditions.OfType<JsonObject>().FirstOrDefault(c => c.Text("type") == type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastTransitionTime"] = old?.Text("status") == status ? old.Text("lastTransitionTime") : now.ToTime(),
            ["reason"] = reason,
            ["message"] = message,
        };
        if (old is null)
            conditions.Add(condition);
        else
            conditions[conditions.IndexOf(old)] = condition;
    }
}
