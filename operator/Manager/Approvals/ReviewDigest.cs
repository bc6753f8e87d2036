using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using SegmentOperator.Api.V1Alpha1;

namespace SegmentOperator.Manager.Approvals;

/// <summary>
/// The hash of what approvers are shown: JSON with its names in order, so that the same content gives the same digest whoever computes it.
/// Times at which something was merely looked at again are no part of it.
/// </summary>
internal static class ReviewDigest
{
    public static string Of(DeploymentRequest request, Segment segment, IEnumerable<ApprovalNeed> needs)
    {
        var status = request.Status!;
        var inspection = Json(status.Inspection, ApiJson.Of<InspectionStatus>()) as JsonObject;
        inspection?.Remove("at");
        var decision = Json(status.Decision, ApiJson.Of<DecisionStatus>()) as JsonObject;
        // What was decided, and by which rules; not when it was asked, nor the words in which the clock has a share.
        foreach (var member in new[] { "at", "message", "inputsHash" })
            decision?.Remove(member);
        return Hash(new JsonObject
        {
            ["kind"] = DeploymentRequest.KindName,
            ["uid"] = request.Metadata.Uid,
            ["spec"] = Json(request.Spec, ApiJson.Of<DeploymentRequestSpec>()),
            ["artifact"] = status.Artifact?.Digest,
            ["signers"] = new JsonArray([.. (status.Artifact?.Signers ?? []).Select(signer => (JsonNode)$"{signer.Authority} {signer.Identity} {signer.Issuer}")]),
            ["author"] = status.Artifact?.Provenance?.SignedBy,
            ["inspection"] = inspection,
            ["risk"] = new JsonArray([.. (status.Risk?.Factors ?? []).Where(factor => factor.Name != "time").Select(factor => (JsonNode)$"{factor.Name} {factor.Share}")]),
            ["decision"] = decision,
            ["segment"] = OfSegment(segment),
            ["roles"] = Roles(needs),
        });
    }

    public static string Of(AccessGrant grant, Segment segment, IEnumerable<ApprovalNeed> needs) => Hash(new JsonObject
    {
        ["kind"] = AccessGrant.KindName,
        ["uid"] = grant.Metadata.Uid,
        ["spec"] = Json(grant.Spec, ApiJson.Of<AccessGrantSpec>()),
        ["segment"] = OfSegment(segment),
        ["roles"] = Roles(needs),
    });

    /// <summary>What break-glass did: it does not change with the segment any more.</summary>
    public static string OfBreakGlass(AccessGrant grant) => Hash(new JsonObject
    {
        ["kind"] = "BreakGlass",
        ["uid"] = grant.Metadata.Uid,
        ["spec"] = Json(grant.Spec, ApiJson.Of<AccessGrantSpec>()),
        ["activatedAt"] = grant.Status?.ActivatedAt?.ToString("O"),
    });

    /// <summary>What an owner confirms: personas, roles and exceptions, and nothing else of the segment.</summary>
    public static string Of(Segment segment)
    {
        var spec = Json(segment.Spec, ApiJson.Of<SegmentSpec>()) as JsonObject;
        return Hash(new JsonObject
        {
            ["kind"] = Segment.KindName,
            ["uid"] = segment.Metadata.Uid,
            ["personas"] = spec?["personas"]?.DeepClone(),
            ["roles"] = spec?["roles"]?.DeepClone(),
            ["approvals"] = spec?["approvals"]?.DeepClone(),
            ["breakGlass"] = spec?["breakGlass"]?.DeepClone(),
            ["exceptions"] = spec?["exceptions"]?.DeepClone(),
            ["reviewedAt"] = segment.Status?.ReviewedAt?.ToString("O"),
        });
    }

    private static string OfSegment(Segment segment) => $"{segment.Metadata.Name} {segment.Metadata.Uid} {segment.Metadata.Generation}";

    private static JsonArray Roles(IEnumerable<ApprovalNeed> needs) => new([.. needs.Select(need => (JsonNode)$"{need.Role} {need.Required}")]);

    private static JsonNode? Json<T>(T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? null : JsonSerializer.SerializeToNode(value, type);

    private static string Hash(JsonObject content) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Ordered(content)!.ToJsonString())));

    private static JsonNode? Ordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Where(pair => pair.Value is not null).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Ordered(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Ordered)]),
        _ => node?.DeepClone(),
    };
}
