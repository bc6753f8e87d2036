using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SegmentOperator.SalesforceSim.OAuth;
using SegmentOperator.SalesforceSim.Rest;
using SegmentOperator.SalesforceSim.Soap;

namespace SegmentOperator.SalesforceSim;

internal sealed class SimRouter(SimOrg org, SimFaults faults)
{
    private readonly OAuthEndpoints oauth = new(org);
    private readonly RestApi rest = new(org);
    private readonly SoapApi soap = new(org);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var fault = faults.Take(context.Request.Method, path);
        try
        {
            if (fault is not null && await faults.StrikeAsync(fault, context))
                return;
            if (fault is { AbortAfter: true })
            {
                // The answer goes nowhere: the client sees a connection that was cut after the request had arrived.
                context.Response.Body = Stream.Null;
                await AnswerAsync(context, path);
                context.Abort();
                return;
            }

            await AnswerAsync(context, path);
        }
        catch (SalesforceException e)
        {
            context.Response.StatusCode = e.Status;
            await context.Response.WriteJsonAsync(new JsonArray(e.ToJson()));
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            // A defect of the double itself must not look like an org's trouble.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            await context.Response.WriteAsync($"The Salesforce-like org has a defect: {e}", context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away; there is nobody to answer.
        }
    }

    private Task AnswerAsync(HttpContext context, string path)
    {
        if (path.StartsWith("/services/oauth2/", StringComparison.Ordinal))
            return oauth.HandleAsync(context, path["/services/oauth2/".Length..]);
        if (path.StartsWith("/id/", StringComparison.Ordinal))
            return oauth.HandleAsync(context, "userinfo");
        if (path.StartsWith("/services/Soap/", StringComparison.Ordinal))
            return soap.HandleAsync(context, path["/services/Soap/".Length..]);
        if (path is "/services/data" or "/services/data/" || SimPath.SplitData(path) is not null)
            return rest.HandleAsync(context, path);
        throw SalesforceException.NotFound();
    }
}
