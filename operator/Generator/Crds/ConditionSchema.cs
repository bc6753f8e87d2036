using System.Text.Json.Nodes;

namespace SegmentOperator.Generator.Crds;

/// <summary>The schema of metav1.Condition, with Kubernetes' own bounds.</summary>
internal static class ConditionSchema
{
    public static JsonObject Build() => new()
    {
        ["description"] = "One aspect of the object's state.",
        ["type"] = "object",
        ["required"] = new JsonArray("type", "status", "lastTransitionTime", "reason", "message"),
        ["properties"] = new JsonObject
        {
            ["type"] = new JsonObject
            {
                ["description"] = "Which aspect, in CamelCase.",
                ["type"] = "string",
                ["maxLength"] = 316,
                ["pattern"] = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$",
            },
            ["status"] = new JsonObject
            {
                ["description"] = "Whether it holds: True, False or Unknown.",
                ["type"] = "string",
                ["enum"] = new JsonArray("True", "False", "Unknown"),
            },
            ["observedGeneration"] = new JsonObject
            {
                ["description"] = "The generation of the spec that the condition speaks of.",
                ["type"] = "integer",
                ["format"] = "int64",
                ["minimum"] = 0,
            },
            ["lastTransitionTime"] = new JsonObject
            {
                ["description"] = "When the status last changed.",
                ["type"] = "string",
                ["format"] = "date-time",
            },
            ["reason"] = new JsonObject
            {
                ["description"] = "Why, in one CamelCase word.",
                ["type"] = "string",
                ["minLength"] = 1,
                ["maxLength"] = 1024,
                ["pattern"] = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$",
            },
            ["message"] = new JsonObject
            {
                ["description"] = "Why, in a sentence, and what to do.",
                ["type"] = "string",
                ["maxLength"] = 32768,
            },
        },
    };
}
