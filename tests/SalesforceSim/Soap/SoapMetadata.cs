using System.Text.Json.Nodes;
using System.Xml.Linq;
using SegmentOperator.SalesforceSim.Metadata;

namespace SegmentOperator.SalesforceSim.Soap;

/// <summary>The Metadata API's operations for deploying, and for seeing what is there.</summary>
internal sealed class SoapMetadata(SimOrg org)
{
    private static readonly XNamespace Ns = SoapXml.Metadata;

    public XElement Call(XElement call, SimSession session)
    {
        var operation = call.Name.LocalName;
        IEnumerable<XElement> results = operation switch
        {
            "deploy" => [Started(Deploy(call, session))],
            "checkDeployStatus" => [Result(DeployResultJson.Write(
                org.DeployQueue.Find(Argument(call, "asyncProcessId")), SoapXml.Child(call, "includeDetails") == "true", org))],
            "cancelDeploy" => [Cancelled(org.DeployQueue.Cancel(Argument(call, "String", "id"), session.User))],
            "deployRecentValidation" => [new XElement(Ns + "result", org.DeployQueue.AddQuick(session.User, Argument(call, "validationId")).Id)],
            "describeMetadata" => [Describe()],
            "listMetadata" => List(call),
            _ => throw new SalesforceException(500, "INVALID_OPERATION", $"No operation available for request {call.Name}"),
        };
        return new XElement(Ns + (operation + "Response"), results);
    }

    private DeployJob Deploy(XElement call, SimSession session)
    {
        if (!session.User.User.MayDeploy)
            throw new SalesforceException(500, "INSUFFICIENT_ACCESS", "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions");
        byte[] zip;
        try
        {
            zip = Convert.FromBase64String(Argument(call, "ZipFile"));
        }
        catch (FormatException)
        {
            throw new SalesforceException(500, "INVALID_ZIP_FILE", "ZipFile is not base64");
        }

        var settings = call.Elements().FirstOrDefault(e => e.Name.LocalName == "DeployOptions") ?? new XElement("none");
        var runTests = settings.Elements().Where(e => e.Name.LocalName == "runTests").Select(e => e.Value.Trim()).Where(t => t.Length > 0).ToList();
        return org.DeployQueue.Add(
            session.User, zip, DeployOptions.From(name => SoapXml.Child(settings, name), runTests, org.Options.Production));
    }

    /// <summary>deploy answers with an AsyncResult: little more than the id.</summary>
    private static XElement Started(DeployJob job) => Result(new JsonObject
    {
        ["done"] = false,
        ["id"] = job.Id,
        ["state"] = "Queued",
    });

    private static XElement Cancelled(DeployJob job) => Result(new JsonObject
    {
        ["done"] = job.IsDone,
        ["id"] = job.Id,
    });

    private XElement Describe() => Result(new JsonObject
    {
        ["metadataObjects"] = new JsonArray([.. MetadataTypes.All.Select(type => new JsonObject
        {
            ["childXmlNames"] = type.Name == "CustomObject"
                ? new JsonArray([.. MetadataTypes.ObjectChildren.Values.Select(c => JsonValue.Create(c))])
                : null,
            ["directoryName"] = type.Folder,
            ["inFolder"] = false,
            ["metaFile"] = type.HasMetaFile,
            ["suffix"] = type.Suffix,
            ["xmlName"] = type.Name,
        })]),
        ["organizationNamespace"] = "",
        ["partialSaveAllowed"] = !org.Options.Production,
        ["testRequired"] = org.Options.Production,
    });

    private IEnumerable<XElement> List(XElement call)
    {
        var types = call.Elements().Where(e => e.Name.LocalName == "queries").Select(q => SoapXml.Child(q, "type")).ToHashSet();
        return org.Components.Values.Where(c => types.Contains(c.Type)).OrderBy(c => c.FullName, StringComparer.Ordinal)
            .Select(c => Result(new JsonObject
            {
                ["fileName"] = c.FileName,
                ["fullName"] = c.FullName,
                ["type"] = c.Type,
            }));
    }

    private static XElement Result(JsonObject json) => new(Ns + "result", SoapXml.FromJson(json));

    private static string Argument(XElement call, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (SoapXml.Child(call, name) is { Length: > 0 } value)
                return value;
        }

        throw new SalesforceException(500, "MISSING_ARGUMENT", $"{names[0]} is missing");
    }
}
