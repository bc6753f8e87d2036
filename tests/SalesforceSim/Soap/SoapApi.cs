using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.Http;

namespace SegmentOperator.SalesforceSim.Soap;

/// <summary>/services/Soap: the login (u) and what deploying clients call of the Metadata API (m).</summary>
internal sealed class SoapApi(SimOrg org)
{
    private const int LongestEnvelope = 128 * 1024 * 1024;
    private readonly SoapMetadata metadata = new(org);

    public async Task HandleAsync(HttpContext context, string path)
    {
        XElement answer;
        try
        {
            var envelope = Parse(await context.Request.ReadTextAsync());
            var call = envelope.Elements().FirstOrDefault(e => e.Name.LocalName == "Body")?.Elements().FirstOrDefault()
                ?? throw new SalesforceException(500, "UNKNOWN_EXCEPTION", "The envelope has no body");
            answer = path[0] switch
            {
                'u' when call.Name.LocalName == "login" => Login(call, path),
                'm' => metadata.Call(call, SessionOf(envelope)),
                _ => throw new SalesforceException(500, "INVALID_OPERATION", $"No operation available for request {call.Name}"),
            };
        }
        catch (SalesforceException e)
        {
            // SOAP faults always have the status 500, whatever REST would have answered.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            answer = SoapXml.Fault(e);
        }

        context.Response.ContentType = "text/xml; charset=utf-8";
        await context.Response.WriteAsync(SoapXml.Envelope(answer), context.RequestAborted);
    }

    private XElement Login(XElement call, string path)
    {
        var user = org.FindUser(SoapXml.Child(call, "username") ?? "");
        if (user is not { User: { Active: true, Password: { } password } } || password != SoapXml.Child(call, "password"))
            throw new SalesforceException(500, "INVALID_LOGIN", "Invalid username, password, security token; or user locked out.");
        var session = org.Sessions.Open(user, clientId: null);
        var version = path.Split('/').ElementAtOrDefault(1) ?? "62.0";
        XNamespace ns = SoapXml.Partner;
        return new XElement(ns + "loginResponse", new XElement(
            ns + "result",
            new XElement(ns + "metadataServerUrl", $"{org.Url}/services/Soap/m/{version}/{org.OrganizationId}"),
            new XElement(ns + "passwordExpired", false),
            new XElement(ns + "sandbox", !org.Options.Production),
            new XElement(ns + "serverUrl", $"{org.Url}/services/Soap/u/{version}/{org.OrganizationId}"),
            new XElement(ns + "sessionId", session.Token),
            new XElement(ns + "userId", user.Id),
            new XElement(
                ns + "userInfo",
                new XElement(ns + "organizationId", org.OrganizationId),
                new XElement(ns + "userId", user.Id),
                new XElement(ns + "userName", user.User.Username))));
    }

    private SimSession SessionOf(XElement envelope)
    {
        var id = envelope.Descendants().FirstOrDefault(e => e.Name.LocalName == "sessionId")?.Value.Trim();
        return org.Sessions.Find(id)
            ?? throw new SalesforceException(500, "INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");
    }

    private static XElement Parse(string text)
    {
        try
        {
            var settings = new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                MaxCharactersInDocument = LongestEnvelope,
            };
            using var reader = XmlReader.Create(new StringReader(text), settings);
            return XElement.Load(reader);
        }
        catch (XmlException e)
        {
            throw new SalesforceException(500, "UNKNOWN_EXCEPTION", $"The envelope could not be read: {e.Message}");
        }
    }
}
