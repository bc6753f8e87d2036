using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim.Rest;

/// <summary>/services/data: versions, limits, queries, records and deployments.</summary>
internal sealed class RestApi(SimOrg org)
{
    private const int FirstVersion = 50;
    private const int LastVersion = 68;
    private readonly DeployRequests deployRequests = new(org);
    private readonly Records records = new(org);

    public Task HandleAsync(HttpContext context, string path)
    {
        if (SimPath.SplitData(path) is not var (version, resource))
            return context.Response.WriteJsonAsync(Versions());
        if (int.Parse(version[..2]) is < FirstVersion or > LastVersion)
            throw SalesforceException.NotFound();
        var session = org.Sessions.Find(context.Request.BearerToken());
        if (session is null)
        {
            context.Response.Headers.WWWAuthenticate = "Token";
            throw SalesforceException.InvalidSession();
        }

        if (resource.Length == 0)
            return context.Response.WriteJsonAsync(Resources(version));
        var parts = resource.Split('/');
        return parts switch
        {
            ["limits"] => context.Response.WriteJsonAsync(Limits()),
            ["query"] or ["tooling", "query"] => records.QueryAsync(context),
            ["sobjects", var type, ..] => records.HandleAsync(context, type, parts.ElementAtOrDefault(2)),
            ["metadata", "deployRequest"] => deployRequests.CreateAsync(context, session, version),
            ["metadata", "deployRequest", var id] => deployRequests.HandleAsync(context, session, version, id),
            _ => throw SalesforceException.NotFound(),
        };
    }

    private static JsonArray Versions() =>
    [
        .. Enumerable.Range(FirstVersion, LastVersion - FirstVersion + 1).Select(v => new JsonObject
        {
            ["label"] = $"API {v}",
            ["url"] = $"/services/data/v{v}.0",
            ["version"] = $"{v}.0",
        }),
    ];

    private static JsonObject Resources(string version) => new(
        ((string[])["tooling", "metadata", "query", "sobjects", "limits"])
            .Select(r => KeyValuePair.Create(r, (JsonNode?)JsonValue.Create($"/services/data/v{version}/{r}"))));

    private static JsonObject Limits() => new()
    {
        ["DailyApiRequests"] = new JsonObject { ["Max"] = 100000, ["Remaining"] = 99000 },
    };
}
