using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.SalesforceSim.Query;

namespace SegmentOperator.SalesforceSim.Rest;

/// <summary>query and sobjects. The only records that can be written are permission set assignments.</summary>
internal sealed class Records(SimOrg org)
{
    private readonly Tables tables = new(org);

    public async Task QueryAsync(HttpContext context)
    {
        var soql = context.Request.Query["q"].ToString();
        var query = SoqlQuery.Parse(soql);
        var rows = query.Run(tables.Rows(query.Table));
        if (query.IsCount)
        {
            await context.Response.WriteJsonAsync(new JsonObject { ["totalSize"] = rows.Count, ["done"] = true, ["records"] = new JsonArray() });
            return;
        }

        var version = SimPath.SplitData(context.Request.Path)!.Value.Version;
        await context.Response.WriteJsonAsync(new JsonObject
        {
            ["totalSize"] = rows.Count,
            ["done"] = true,
            ["records"] = new JsonArray([.. rows.Select(r => query.Project(r, version))]),
        });
    }

    public Task HandleAsync(HttpContext context, string type, string? id)
    {
        if (!string.Equals(type, "PermissionSetAssignment", StringComparison.OrdinalIgnoreCase))
            return ReadAsync(context, type, id);
        if (HttpMethods.IsPost(context.Request.Method) && id is null)
            return AssignAsync(context);
        if (!HttpMethods.IsDelete(context.Request.Method) || id is null)
            return ReadAsync(context, type, id);
        if (!org.PermissionSets.Remove(id))
            throw new SalesforceException(404, "ENTITY_IS_DELETED", "entity is deleted");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task ReadAsync(HttpContext context, string type, string? id)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || id is null)
            throw new SalesforceException(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{context.Request.Method}' not allowed. Allowed are GET");
        var row = tables.Rows(type).FirstOrDefault(r => (string?)r["Id"] == SimIds.Normalize(id)) ?? throw SalesforceException.NotFound();
        return context.Response.WriteJsonAsync(row.DeepClone());
    }

    private async Task AssignAsync(HttpContext context)
    {
        JsonNode body;
        try
        {
            body = JsonNode.Parse(await context.Request.ReadTextAsync())!;
        }
        catch (JsonException)
        {
            throw new SalesforceException(400, "JSON_PARSER_ERROR", "The JSON body could not be read");
        }

        var user = org.Users.FirstOrDefault(u => u.Id == SimIds.Normalize((string?)body["AssigneeId"] ?? ""))
            ?? throw BadReference("AssigneeId");
        var isGroup = body["PermissionSetGroupId"] is not null;
        var field = isGroup ? "PermissionSetGroupId" : "PermissionSetId";
        var set = tables.Rows(isGroup ? "PermissionSetGroup" : "PermissionSet").FirstOrDefault(r => (string?)r["Id"] == SimIds.Normalize((string?)body[field] ?? ""))
            ?? throw BadReference(field);
        DateTimeOffset? expires = null;
        if ((string?)body["ExpirationDate"] is { } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
                throw new SalesforceException(400, "JSON_PARSER_ERROR", $"Cannot deserialize instance of datetime from VALUE_STRING value {text}");
            expires = parsed <= org.Now
                ? throw new SalesforceException(400, "FIELD_INTEGRITY_EXCEPTION", "The expiration date must be in the future") { Fields = ["ExpirationDate"] }
                : parsed;
        }

        var name = (string)set[isGroup ? "DeveloperName" : "Name"]!;
        if (expires is not null && Tables.MayManageUsers(set))
        {
            throw new SalesforceException(
                400, "FIELD_INTEGRITY_EXCEPTION", $"You can't set an expiration date on the permission set {name}, which grants user management")
            { Fields = ["ExpirationDate"] };
        }

        var assignment = org.PermissionSets.Add(user.User.Username, name, isGroup, expires)
            ?? throw new SalesforceException(400, "DUPLICATE_VALUE", $"duplicate value found: {field},AssigneeId duplicates value on record");
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteJsonAsync(
            new JsonObject { ["id"] = assignment.Id, ["success"] = true, ["errors"] = new JsonArray() });
    }

    private static SalesforceException BadReference(string field) =>
        new(400, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id") { Fields = [field] };
}
