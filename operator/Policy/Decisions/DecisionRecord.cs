using System.Text.Json.Nodes;
using SegmentOperator.Policy.Inputs;
using SegmentOperator.Policy.Rules;

namespace SegmentOperator.Policy.Decisions;

/// <summary>A decision as JSON, with all that it was made from.</summary>
public static class DecisionRecord
{
    private const string Version = "segment-operator.dev/decision/v1";

    /// <summary>Writes a decision without its inputs.</summary>
    public static JsonObject Write(Decision decision) => new()
    {
        ["verdict"] = decision.Verdict.ToString(),
        ["reason"] = decision.Reason,
        ["message"] = decision.Message,
        ["requiredRoles"] = Texts(decision.RequiredRoles),
        ["warnings"] = Texts(decision.Warnings),
        ["risk"] = new JsonObject
        {
            ["score"] = decision.Risk.Score,
            ["level"] = decision.Risk.Level.ToString(),
            ["factors"] = new JsonArray([.. decision.Risk.Shares.Select(share => new JsonObject
            {
                ["name"] = share.Factor,
                ["share"] = share.Points,
                ["weight"] = share.Weight,
                ["message"] = share.Message,
            })]),
        },
        ["rules"] = new JsonArray([.. decision.Rules.Select(Write)]),
        ["inputsHash"] = decision.InputsHash,
        ["policyHash"] = decision.PolicyHash,
    };

    /// <summary>Writes a decision with its inputs: what replay reads.</summary>
    public static JsonObject Write(Decision decision, DecisionInputs inputs)
    {
        var record = Write(decision);
        record["version"] = Version;
        record["inputs"] = inputs.Json.DeepClone();
        return record;
    }

    /// <summary>Reads the inputs of a record.</summary>
    /// <exception cref="FormatException">It is no record, or its inputs are not those that were hashed.</exception>
    public static (string Verdict, DecisionInputs Inputs) Read(JsonObject record)
    {
        if ((string?)record["version"] != Version || record["inputs"] is not JsonObject json || record["verdict"] is not JsonValue verdict)
            throw new FormatException($"it is no decision record ({Version} with verdict and inputs)");
        var inputs = DecisionInputs.From(json.DeepClone().AsObject());
        return (string?)record["inputsHash"] == inputs.Hash
            ? (verdict.ToString(), inputs)
            : throw new FormatException($"its inputs have the hash {inputs.Hash}, and it says {record["inputsHash"]}: it was changed after the decision");
    }

    private static JsonObject Write(RuleOutcome outcome) => new()
    {
        ["source"] = outcome.Rule.Source,
        ["name"] = outcome.Rule.Name,
        ["applied"] = outcome.Applied,
        ["verdict"] = outcome.Verdict.ToString(),
        ["enforcement"] = outcome.Rule.Enforcement.ToString(),
        ["error"] = outcome.Error,
        ["message"] = outcome.Message,
        ["control"] = outcome.Rule.Control,
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
