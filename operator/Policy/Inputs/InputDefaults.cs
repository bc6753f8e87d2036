using System.Text.Json.Nodes;

namespace SegmentOperator.Policy.Inputs;

/// <summary>The inputs of a harmless request: what a test case does not say.</summary>
public static class InputDefaults
{
    /// <summary>A new copy.</summary>
    public static JsonObject Create() => JsonNode.Parse("""
        {
          "request": {"name": "request", "namespace": "team", "operation": "Deploy", "artifact": "registry.example.com/package:1", "justification": "", "breakGlass": false},
          "requester": {"username": "alice", "groups": []},
          "target": {"type": "Salesforce", "namespaces": []},
          "artifact": {"reference": "registry.example.com/package:1", "repository": "registry.example.com/package",
                       "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000", "signers": []},
          "attestations": [], "provenance": {},
          "package": {"form": "SalesforceMetadata", "files": 0, "bytes": 0, "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000", "hasBaseline": false,
                      "added": 0, "changed": 0, "deleted": 0, "unchanged": 0, "byType": {}, "components": [], "findings": [], "outOfScope": [], "unmapped": [], "disagreements": []},
          "history": {"deployments": 0, "failures": 0, "openBreakGlass": 0, "last": []}
        }
        """)!.AsObject();

    /// <summary>Lays members over others, objects member by member, everything else as a whole.</summary>
    public static void Merge(JsonObject into, JsonObject over)
    {
        foreach (var (name, value) in over)
        {
            if (value is JsonObject members && into[name] is JsonObject known)
                Merge(known, members);
            else
                into[name] = value?.DeepClone();
        }
    }

    /// <summary>Gives components and findings of a package the members that a person leaves out, and counts them.</summary>
    public static void Complete(JsonObject package)
    {
        foreach (var component in (package["components"] as JsonArray ?? []).OfType<JsonObject>())
            Fill(component, ("change", "Unknown"), ("file", ""), ("inScope", true), ("known", (string?)component["type"] != "Unknown"));
        foreach (var finding in (package["findings"] as JsonArray ?? []).OfType<JsonObject>())
            Fill(finding, ("severity", "Medium"), ("component", ""), ("file", ""), ("message", ""), ("excepted", false));
        if (package["deleted"] is JsonValue deleted && deleted.ToString() == "0")
            package["deleted"] = (package["components"] as JsonArray ?? []).OfType<JsonObject>().Count(component => (string?)component["change"] == "Deleted");
    }

    /// <summary>Gives attestations the members that a person leaves out; they may also be written by name.</summary>
    public static void CompleteAttestations(JsonObject inputs)
    {
        if (inputs["attestations"] is JsonObject named)
        {
            inputs["attestations"] = new JsonArray([.. named.Where(member => member.Value is JsonObject).Select(member =>
            {
                var attestation = member.Value!.DeepClone().AsObject();
                attestation["name"] = member.Key;
                return (JsonNode)attestation;
            })]);
        }

        foreach (var attestation in (inputs["attestations"] as JsonArray ?? []).OfType<JsonObject>())
            Fill(attestation, ("name", ""), ("state", "Satisfied"));
    }

    private static void Fill(JsonObject members, params (string Name, JsonNode Value)[] defaults)
    {
        foreach (var (name, value) in defaults.Where(member => !members.ContainsKey(member.Name)))
            members[name] = value;
    }
}
