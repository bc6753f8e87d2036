using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim.Tests;

internal static class HttpAssertions
{
    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
