using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim.Rest;

internal sealed class RestApi(SimOrg org)
{
    public Task HandleAsync(HttpContext context, string path)
    {
        if (org.Sessions.Find(context.Request.BearerToken()) is null)
            throw SalesforceException.InvalidSession();
        throw SalesforceException.NotFound();
    }
}
