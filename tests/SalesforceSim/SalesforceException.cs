using System.Text.Json.Nodes;

namespace SegmentOperator.SalesforceSim;

/// <summary>An answer in Salesforce's error form: an HTTP status, an error code and a sentence.</summary>
internal sealed class SalesforceException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<string> Fields { get; init; } = [];

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["message"] = Message, ["errorCode"] = Code };
        if (Fields.Count > 0)
            json["fields"] = new JsonArray([.. Fields.Select(f => JsonValue.Create(f))]);
        return json;
    }

    public static SalesforceException NotFound() => new(404, "NOT_FOUND", "The requested resource does not exist");

    public static SalesforceException InvalidSession() => new(401, "INVALID_SESSION_ID", "Session expired or invalid");
}
