using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Rekor v1's interface for new entries: hashedrekord 0.0.1, dsse 0.0.1, intoto 0.0.1 and 0.0.2.</summary>
internal static class RekorService
{
    public static ServiceAnswer Add(TransparencyLog log, byte[] body, DateTimeOffset now)
    {
        var proposed = JsonNode.Parse(body)!;
        var (kind, version) = (Text(proposed["kind"]), Text(proposed["apiVersion"]));
        var spec = proposed["spec"]!;
        var entry = EntryBodies.Entry(kind, version, (kind, version) switch
        {
            ("hashedrekord", "0.0.1") => HashedRekord(spec),
            ("dsse", "0.0.1") => Dsse(spec["proposedContent"]!),
            ("intoto", "0.0.1") => WholeEnvelope(spec),
            ("intoto", "0.0.2") => InToto(spec["content"]!),
            _ => throw new NotSupportedException($"Entries of kind {kind} {version} are not taken."),
        });
        var id = Convert.ToHexStringLower(SHA256.HashData([0, .. entry]));
        var taken = log.Add(kind, version, entry, now);
        return ServiceAnswer.Created(new JsonObject { [id] = Answer(log, taken) }) with { Location = "/api/v1/log/entries/" + id, Tag = id };
    }

    private static JsonObject Answer(TransparencyLog log, JsonObject taken)
    {
        var proof = taken["inclusionProof"]!;
        return new JsonObject
        {
            ["body"] = Text(taken["canonicalizedBody"]),
            ["integratedTime"] = Number(taken["integratedTime"]),
            ["logID"] = Convert.ToHexStringLower(log.Id),
            ["logIndex"] = Number(taken["logIndex"]),
            ["verification"] = new JsonObject
            {
                ["inclusionProof"] = new JsonObject
                {
                    ["checkpoint"] = Text(proof["checkpoint"]!["envelope"]),
                    ["hashes"] = new JsonArray([.. proof["hashes"]!.AsArray().Select(hash => (JsonNode)Hex(hash))]),
                    ["logIndex"] = Number(proof["logIndex"]),
                    ["rootHash"] = Hex(proof["rootHash"]),
                    ["treeSize"] = Number(proof["treeSize"]),
                },
                ["signedEntryTimestamp"] = Text(taken["inclusionPromise"]!["signedEntryTimestamp"]),
            },
        };
    }

    private static JsonObject HashedRekord(JsonNode spec) => new()
    {
        ["data"] = new JsonObject { ["hash"] = Hash(Text(spec["data"]!["hash"]!["value"])) },
        ["signature"] = new JsonObject
        {
            ["content"] = Text(spec["signature"]!["content"]),
            ["publicKey"] = new JsonObject { ["content"] = Text(spec["signature"]!["publicKey"]!["content"]) },
        },
    };

    private static JsonObject Dsse(JsonNode proposed)
    {
        var envelope = Text(proposed["envelope"]);
        var parsed = JsonNode.Parse(envelope)!;
        return new JsonObject
        {
            ["envelopeHash"] = HashOf(Encoding.UTF8.GetBytes(envelope)),
            ["payloadHash"] = HashOf(Convert.FromBase64String(Text(parsed["payload"]))),
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["signature"] = Text(parsed["signatures"]![0]!["sig"]),
                ["verifier"] = Text(proposed["verifiers"]![0]),
            }),
        };
    }

    // cosign 2 sends this when asked for intoto.
    private static JsonObject WholeEnvelope(JsonNode spec)
    {
        var envelope = Text(spec["content"]!["envelope"]);
        return new JsonObject
        {
            ["content"] = new JsonObject
            {
                ["hash"] = HashOf(Encoding.UTF8.GetBytes(envelope)),
                ["payloadHash"] = HashOf(Convert.FromBase64String(Text(JsonNode.Parse(envelope)!["payload"]))),
            },
            ["publicKey"] = Text(spec["publicKey"]),
        };
    }

    // The payload, which is encoded twice, is not kept.
    private static JsonObject InToto(JsonNode content)
    {
        var envelope = content["envelope"]!;
        var signature = envelope["signatures"]![0]!;
        return new JsonObject
        {
            ["content"] = new JsonObject
            {
                ["envelope"] = new JsonObject
                {
                    ["payloadType"] = Text(envelope["payloadType"]),
                    ["signatures"] = new JsonArray(new JsonObject { ["publicKey"] = Text(signature["publicKey"]), ["sig"] = Text(signature["sig"]) }),
                },
                ["hash"] = Hash(Text(content["hash"]!["value"])),
                ["payloadHash"] = HashOf(Convert.FromBase64String(Encoding.UTF8.GetString(Convert.FromBase64String(Text(envelope["payload"]))))),
            },
        };
    }

    private static JsonObject Hash(string hex) => new() { ["algorithm"] = "sha256", ["value"] = hex };

    private static JsonObject HashOf(byte[] content) => Hash(Convert.ToHexStringLower(SHA256.HashData(content)));

    private static string Hex(JsonNode? base64) => Convert.ToHexStringLower(Convert.FromBase64String(Text(base64)));

    private static long Number(JsonNode? text) => long.Parse(Text(text), CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
