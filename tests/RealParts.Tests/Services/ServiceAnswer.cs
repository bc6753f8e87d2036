using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.RealParts.Tests;

/// <summary>What one of the services answers.</summary>
internal sealed record ServiceAnswer(int Status, string ContentType, byte[] Body)
{
    public string? Location { get; init; }

    /// <summary>The header ETag, by which sigstore-go finds its entry in Rekor's answer.</summary>
    public string? Tag { get; init; }

    public static ServiceAnswer Created(JsonNode json) =>
        new(StatusCodes.Status201Created, "application/json", Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static ServiceAnswer Error(int status, string message) =>
        new(status, "application/json", Encoding.UTF8.GetBytes(new JsonObject { ["code"] = status, ["message"] = message }.ToJsonString()));
}
