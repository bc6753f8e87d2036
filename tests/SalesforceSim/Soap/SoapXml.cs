using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace SegmentOperator.SalesforceSim.Soap;

internal static class SoapXml
{
    public const string Partner = "urn:partner.soap.sforce.com";
    public const string Metadata = "http://soap.sforce.com/2006/04/metadata";
    private static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    public static string Envelope(XElement body) =>
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + new XElement(
            Soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "soapenv", Soap.NamespaceName),
            new XAttribute(XNamespace.Xmlns + "xsi", Instance.NamespaceName),
            new XElement(Soap + "Body", body)).ToString(SaveOptions.DisableFormatting);

    public static XElement Fault(SalesforceException error) => new(
        Soap + "Fault",
        new XAttribute(XNamespace.Xmlns + "sf", "http://soap.sforce.com/2006/04/metadata"),
        new XElement("faultcode", $"sf:{error.Code}"),
        new XElement("faultstring", $"{error.Code}: {error.Message}"));

    public static string? Child(XElement element, string name) =>
        element.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value.Trim();

    /// <summary>A JSON object's members as elements; an array is an element for each of its items, and null is no element.</summary>
    public static IEnumerable<XElement> FromJson(JsonObject json)
    {
        XNamespace ns = Metadata;
        foreach (var (name, value) in json)
        {
            List<JsonNode?> items = value is JsonArray many ? [.. many] : [value];
            foreach (var item in items.OfType<JsonNode>())
                yield return item is JsonObject inner ? new XElement(ns + name, FromJson(inner)) : new XElement(ns + name, item.ToString());
        }
    }
}
