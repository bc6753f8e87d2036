using System.Text.Json.Nodes;
using SegmentOperator.Signing;

namespace SegmentOperator.RealParts.Tests;

/// <summary>Rekor v2's interface for new entries: hashedrekord 0.0.2, which its clients also use for statements.</summary>
internal static class TiledRekorService
{
    public static ServiceAnswer Add(TransparencyLog log, byte[] body, DateTimeOffset now)
    {
        var request = JsonNode.Parse(body)!["hashedRekordRequestV002"] ?? throw new NotSupportedException("Only hashedrekord 0.0.2 is taken.");
        var (signature, verifier) = (request["signature"]!, request["signature"]!["verifier"]!);
        var form = verifier["x509Certificate"] is null ? "publicKey" : "x509Certificate";
        var entry = EntryBodies.Entry("hashedrekord", "0.0.2", new JsonObject
        {
            ["hashedRekordV002"] = new JsonObject
            {
                ["data"] = new JsonObject { ["algorithm"] = "SHA2_256", ["digest"] = Text(request["digest"]) },
                ["signature"] = new JsonObject
                {
                    ["content"] = Text(signature["content"]),
                    ["verifier"] = new JsonObject
                    {
                        ["keyDetails"] = Text(verifier["keyDetails"]),
                        [form] = new JsonObject { ["rawBytes"] = Text(verifier[form]!["rawBytes"]) },
                    },
                },
            },
        });
        return ServiceAnswer.Created(log.Add("hashedrekord", "0.0.2", entry, now));
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
