using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using SegmentOperator.SalesforceSim.Metadata;

namespace SegmentOperator.SalesforceSim.Rest;

/// <summary>metadata/deployRequest.</summary>
internal sealed class DeployRequests(SimOrg org)
{
    public async Task CreateAsync(HttpContext context, SimSession session, string version)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
            throw new SalesforceException(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{context.Request.Method}' not allowed. Allowed are POST");
        if (!session.User.User.MayDeploy)
        {
            throw new SalesforceException(
                403, "INSUFFICIENT_ACCESS", "You don't have permission to access this resource: Modify Metadata Through Metadata API Functions");
        }

        var job = context.Request.HasJsonContentType()
            ? await QuickAsync(context, session)
            : await UploadAsync(context, session);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteJsonAsync(new JsonObject
        {
            ["validatedDeployRequestId"] = job.ValidatedId,
            ["id"] = job.Id,
            ["url"] = Url(version, job),
            ["deployOptions"] = job.Options.ToJson(),
            ["deployResult"] = DeployResultJson.Write(job, includeDetails: false, org),
        });
    }

    public async Task HandleAsync(HttpContext context, SimSession session, string version, string id)
    {
        DeployJob job;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            job = org.DeployQueue.Find(id);
        }
        else if (HttpMethods.IsPatch(context.Request.Method))
        {
            var body = ParseJson(await context.Request.ReadTextAsync());
            if ((string?)body["deployResult"]?["status"] is not ("Canceling" or "Canceled"))
                throw new SalesforceException(400, "INVALID_OPERATION", "The only change to a deployment is its cancellation");
            job = org.DeployQueue.Cancel(id, session.User);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            throw new SalesforceException(405, "METHOD_NOT_ALLOWED", $"HTTP Method '{context.Request.Method}' not allowed. Allowed are GET,PATCH");
        }

        var details = string.Equals(context.Request.Query["includeDetails"], "true", StringComparison.OrdinalIgnoreCase);
        await context.Response.WriteJsonAsync(new JsonObject
        {
            ["id"] = job.Id,
            ["url"] = Url(version, job),
            ["deployResult"] = DeployResultJson.Write(job, details, org),
        });
    }

    private async Task<DeployJob> QuickAsync(HttpContext context, SimSession session)
    {
        var body = ParseJson(await context.Request.ReadTextAsync());
        var id = (string?)body["validatedDeployRequestId"]
            ?? throw new SalesforceException(400, "MISSING_ARGUMENT", "validatedDeployRequestId is missing");
        return org.DeployQueue.AddQuick(session.User, id);
    }

    private async Task<DeployJob> UploadAsync(HttpContext context, SimSession session)
    {
        var (options, zip) = await ReadPartsAsync(context);
        if (options is null || zip is null)
            throw new SalesforceException(400, "MISSING_ARGUMENT", "A deployment needs a part of type application/json and a part of type application/zip");
        var settings = options["deployOptions"] as JsonObject ?? [];
        var runTests = settings["runTests"] is JsonArray tests ? tests.Select(t => (string?)t ?? "").ToList() : [];
        return org.DeployQueue.Add(
            session.User, zip, DeployOptions.From(name => settings[name]?.ToString(), runTests, org.Options.Production));
    }

    /// <summary>Tells the parts apart by their content type, for clients do not agree on their names.</summary>
    private static async Task<(JsonObject? Options, byte[]? Zip)> ReadPartsAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary)
        {
            throw new SalesforceException(415, "UNSUPPORTED_MEDIA_TYPE", "The content type is not multipart/form-data");
        }

        JsonObject? options = null;
        byte[]? zip = null;
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, context.RequestAborted);
                if (section.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true)
                    options = ParseJson(Encoding.UTF8.GetString(content.ToArray()));
                else
                    zip = content.ToArray();
            }
        }
        catch (IOException)
        {
            throw new SalesforceException(400, "INVALID_MULTIPART_REQUEST", "The multipart body could not be read");
        }

        return (options, zip);
    }

    private static JsonObject ParseJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new SalesforceException(400, "JSON_PARSER_ERROR", "The JSON body could not be read");
        }
    }

    private string Url(string version, DeployJob job) => $"{org.Url}/services/data/v{version}/metadata/deployRequest/{job.Id}";
}
