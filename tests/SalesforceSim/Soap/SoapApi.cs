using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim.Soap;

internal sealed class SoapApi(SimOrg org)
{
    public Task HandleAsync(HttpContext context, string path)
    {
        _ = org;
        throw SalesforceException.NotFound();
    }
}
